import type { Usage } from '../scrape/usage.ts'
import type { EndedItem, JobEvent } from './job-machine.ts'
import type { ItemStatus, JobHeader, JobItem, JobState } from './job-state.ts'

/** Where a job stands, without its results. */
export type JobView = Omit<JobState, 'token' | 'items' | 'throttles'> & {
  total: number
  /** Items that have ended, however. */
  completed: number
  /** Of those, how many gave an error or were disallowed. */
  failed: number
}

/** An item of a job with what it gave. `index` is its place in the plan. */
export interface ItemResult {
  index: number
  label: string
  status: ItemStatus
  error: string | null
  /** What the item gave; its shape follows the job's kind. Null until it has ended, and when it gave nothing. */
  result: unknown
}

/** What happened to an item in one try. */
export type ItemReport =
  | {
      type: 'ended'
      status: EndedItem
      result: unknown
      error: string | null
      usage: Usage
    }
  | { type: 'returned'; error: string; usage: Usage }
  | { type: 'deferred'; throttled: boolean; reason: string; usage: Usage }

/** A change that the job's outbox holds until the database has it. */
export interface OutboxEntry {
  id: string
  kind: JobEvent['kind']
  at: number
  /** The item that a `job.item` tells of. */
  item: Omit<ItemResult, 'result'> | null
}

/** What callers read of jobs that have started. Null: no such job, or its results are gone. */
export interface JobReader {
  read(jobId: string): Promise<JobView | null>
  results(jobId: string, from: number, limit: number): Promise<{ job: JobView; items: ItemResult[] } | null>
  /** False when there is no such running job. */
  cancel(jobId: string): Promise<boolean>
}

/** What workers tell of jobs. */
export interface JobWorker {
  /**
   * Begins the job, or takes it over from a worker whose lease ran out. Null when it has ended or `token` comes too late.
   */
  take(
    header: JobHeader,
    plan: Array<Pick<JobItem, 'label' | 'stage'>>,
    token: string,
    attempt: number,
  ): Promise<NextItems | null>
  /** Claims an item that may start now; false when it may not, or the job has ended. */
  startItem(jobId: string, token: string, index: number): Promise<boolean>
  /** Records what came of an item, once. Null when the report comes too late. */
  reportItem(jobId: string, token: string, index: number, report: ItemReport): Promise<NextItems | null>
  /** The outbox with all that the database is to learn, and what it needs to tell it; null when there is nothing to tell. */
  outbox(jobId: string): Promise<{ job: JobView; entries: OutboxEntry[] } | null>
  acknowledge(jobId: string, entryIds: string[]): Promise<void>
}

/** What a worker may do next: `ready` are the items that may start now, or because of its report. */
export interface NextItems {
  ready: number[]
  ended: boolean
}
