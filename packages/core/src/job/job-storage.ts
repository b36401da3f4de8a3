import type { ItemResult, LoggedEvent } from './job-port.ts'
import type { JobItem, JobState, Outage, Wait } from './job-state.ts'

/** The part of a job that never changes. The spec of a sweep holds thousands of outlets. */
export type JobHead = Pick<JobState, 'id' | 'keyId' | 'lane' | 'spec' | 'submittedAt'>

/**
 * The part of a job that changes with each step. It does not grow with the number of items. `lastSeq`: the last event of its log; `acknowledged`:
 * the last that the database has. `seenAt`: the time of the commit, which an earlier version does not store.
 */
export type JobLife = Omit<JobState, keyof JobHead | 'items' | 'throttles' | 'waits' | 'outages' | 'alone'> & {
  lastSeq: number
  acknowledged: number
  seenAt?: number | undefined
}

/** An item with its entries of `JobState.throttles`, `waits`, `outages` and `alone`. A step stores only the items that it changed. */
export interface StoredItem {
  item: JobItem
  throttles: number
  wait: Wait | null
  outage: Outage | null
  alone: boolean
}

/** A job after its last commit. */
export interface StoredJob {
  head: JobHead
  life: JobLife
  items: StoredItem[]
}

/** One step of the job machine, as it is stored. */
export interface JobStep {
  /** Given by the step that begins the job. `items` then holds all of its items, in order. */
  head: JobHead | null
  life: JobLife
  items: Array<StoredItem & { index: number; result: unknown }>
  /** The new events, without results. Their `seq` continues the log. */
  events: LoggedEvent[]
}

/** Where one job is stored. Every method returns in the same turn of the event loop, so that no call sees half a step. */
export interface JobStorage {
  /** Called first. Null before the first commit and after `clear`: then `results` and `events` are not called. */
  restore(): StoredJob | null
  /** Stores a step completely or, when it throws, not at all. */
  commit(step: JobStep): void
  /** The items from index `from` on, at most `limit`, each read when it is asked for. `length`: the characters of its result as JSON. */
  results(from: number, limit: number): Iterable<{ item: ItemResult; length: number }>
  /** The log after `after`, at most `limit` events. `withResults`: items that were completed come with their results, which are final. */
  events(after: number, limit: number, withResults: boolean): LoggedEvent[]
  /** Deletes the job. */
  clear(): void | Promise<void>
}
