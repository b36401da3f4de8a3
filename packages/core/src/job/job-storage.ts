import type { ItemResult, LoggedEvent } from './job-port.ts'
import type { JobItem, JobState } from './job-state.ts'

/** The part of a job that never changes. The spec of a sweep holds thousands of outlets. */
export type JobHead = Pick<JobState, 'id' | 'keyId' | 'lane' | 'spec' | 'submittedAt'>

/** The part of a job that changes, except its items. `lastSeq`: the last event of its log; `acknowledged`: the last that the database has. */
export type JobLife = Omit<JobState, keyof JobHead | 'items'> & { lastSeq: number; acknowledged: number }

/** A job after its last commit. */
export interface StoredJob {
  head: JobHead
  life: JobLife
  items: JobItem[]
}

/** One step of the job machine, as it is stored. */
export interface JobStep {
  /** Given by the step that begins the job. `items` then holds all of its items, in order. */
  head: JobHead | null
  life: JobLife
  items: Array<{ index: number; item: JobItem; result: unknown }>
  /** The new events, without results. Their `seq` continues the log. */
  events: LoggedEvent[]
}

/** Where one job is stored. Every method returns in the same turn of the event loop, so that no call sees half a step. */
export interface JobStorage {
  /** Called first. Null before the first commit and after `clear`: then `results` and `events` are not called. */
  restore(): StoredJob | null
  /** Stores a step completely or, when it throws, not at all. */
  commit(step: JobStep): void
  /** The items from index `from` on, at most `limit`. */
  results(from: number, limit: number): ItemResult[]
  /** The log after `after`, at most `limit` events. `withResults`: items that were completed come with their results, which are final. */
  events(after: number, limit: number, withResults: boolean): LoggedEvent[]
  /** Deletes the job. */
  clear(): void | Promise<void>
}
