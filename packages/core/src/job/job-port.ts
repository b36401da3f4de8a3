import type { Usage } from '../endings/usage.ts'
import type { EndedItem, ItemStatus, JobEvent, JobHeader, JobItem, JobState, Revival, Wait } from './job-state.ts'

/** Where a job stands, without its results. */
export type JobView = Omit<JobState, 'token' | 'firstAttempt' | 'items' | 'throttles' | 'waits'> & {
  total: number
  /** Items that have ended, however. */
  completed: number
  /** Of those, how many gave an error or were disallowed. */
  failed: number
  /** Items that were put off, the soonest first, the first twenty. */
  waits: ItemWait[]
}

/** An item that was put off. `index` is its place in the plan. */
export type ItemWait = Wait & Pick<ItemResult, 'index' | 'label'>

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
  /** `until` (epoch milliseconds): before then it makes no sense to start it again. */
  | ({ type: 'deferred'; throttled: boolean; usage: Usage } & Wait)

/** An event as the job's log keeps it, of all runs of the job. `seq` counts from 1 without gaps; `at` in epoch milliseconds. */
export interface LoggedEvent {
  seq: number
  at: number
  kind: JobEvent['kind']
  /** The item that a `job.item` tells of, as it was then; with its result only on streams, where `tellsResults`. */
  item: (Omit<ItemResult, 'result'> & Partial<Pick<ItemResult, 'result'>>) | null
  /** How the job stood when this event ended it. An event that an earlier version logged lacks it. */
  end?: JobEnd
}

/** How a job ended: what its terminal event tells, whatever a later run makes of it. */
export type JobEnd = Pick<JobView, 'status' | 'completed' | 'failed' | 'error'>

/** Events that an outbox tells at a time. */
export const outboxPage = 200

/** What callers read of jobs that have started. Null: no such job, or its results are gone. */
export interface JobReader {
  read(jobId: string): Promise<JobView | null>
  results(jobId: string, from: number, limit: number): Promise<{ job: JobView; items: ItemResult[] } | null>
  /** False when there is no such running job. */
  cancel(jobId: string): Promise<boolean>
  /** Puts an ended job in line again. `nothing_to_do` when it has not ended, or not in a way of which such items are left. */
  revive(jobId: string, items: Revival): Promise<'revived' | 'nothing_to_do' | null>
}

/** What workers tell of jobs. */
export interface JobWorker {
  /**
   * Begins the job, or takes it over from a worker whose lease ran out, and starts the first `start` items that may start. Null when it has
   * ended or `token` comes too late.
   */
  take(
    header: JobHeader,
    plan: Array<Pick<JobItem, 'label' | 'stage'>>,
    token: string,
    attempt: number,
    start: number,
  ): Promise<TakenItems | null>
  /** Claims an item that may start now; false when it may not, or the job has ended. */
  startItem(jobId: string, token: string, index: number): Promise<boolean>
  /** Records what came of an item, once. Null when the report comes too late. */
  reportItem(jobId: string, token: string, index: number, report: ItemReport): Promise<NextItems | null>
}

/** The outboxes of jobs, as they are moved to the database. */
export interface JobOutboxes {
  /** The first events that the database is still to learn, at most `outboxPage`, and what it needs to tell them; null when there are none. */
  outbox(jobId: string): Promise<{ job: JobView; entries: LoggedEvent[] } | null>
  /** The database has all events up to and including `seq`. Never goes back. */
  acknowledge(jobId: string, seq: number): Promise<void>
}

/** What a worker may do next: `ready` are the items that may start now, or because of its report. */
export interface NextItems {
  ready: number[]
  ended: boolean
}

/** What a worker that takes a job is told: `started` are the items that it has begun with. */
export interface TakenItems extends NextItems {
  started: number[]
}
