import type { Usage } from '../endings/usage.ts'
import type { EndedItem, ItemStatus, JobEvent, JobHeader, JobItem, JobState, Revival, Wait } from './job-state.ts'

/** A job as callers see it, without its results. */
export type JobView = Omit<
  JobState,
  'endsAt' | 'token' | 'firstAttempt' | 'items' | 'throttles' | 'waits' | 'outages' | 'alone'
> &
  ItemCounts & {
    /** The part of the items that follow another one: in a sweep, the extractions. */
    following: ItemCounts
    /** Deferred items, the soonest first, twenty at most. */
    waits: ItemWait[]
  }

/** Items by their end. The others are open or, after the end of their job, cancelled. */
export interface ItemCounts {
  total: number
  /** Items that are completed, or skipped because there was nothing to do. */
  completed: number
  /** Items that are errored or disallowed. */
  failed: number
}

/** A deferred item. `index` is its place in the plan. */
export type ItemWait = Wait & Pick<ItemResult, 'index' | 'label'>

/** An item of a job with its result. `index` is its place in the plan. */
export interface ItemResult {
  index: number
  label: string
  status: ItemStatus
  error: string | null
  /** Its shape follows the job's kind. Null until the item has ended, and when it has no result. */
  result: unknown
}

/** How one try at an item ended. */
export type ItemReport =
  | {
      type: 'ended'
      status: EndedItem
      result: unknown
      error: string | null
      usage: Usage
    }
  | { type: 'returned'; error: string; usage: Usage }
  /**
   * The try does not count. The item must not start before `afterMs` have passed. `throttled`: its domain asked for fewer requests. `domain`: the one
   * whose permit it lacks. An earlier version does not send it.
   */
  | { type: 'deferred'; afterMs: number; reason: string; throttled: boolean; domain?: string | null; usage: Usage }
  /**
   * An error of ours. The try does not count, and the job chooses the pause; `random`, in [0, 1), spreads it. `unforeseen`: no part is known to be
   * away. An earlier version does not send it.
   */
  | { type: 'outage'; reason: string; random: number; unforeseen?: boolean; usage: Usage }

/** An event in the log of a job, which covers all of its runs. `seq` counts from 1 without gaps; `at` in epoch milliseconds. */
export interface LoggedEvent {
  seq: number
  at: number
  kind: JobEvent['kind']
  /** The item of a `job.item` as it was then. Its result is there only on streams of kinds that carry results. */
  item: (Omit<ItemResult, 'result'> & Partial<Pick<ItemResult, 'result'>>) | null
  /** The state of the job when this event ended it. Events of an earlier version lack it. */
  end?: JobEnd
}

/** How a run of a job ended, as its terminal event reports it. A later run does not change it. */
export type JobEnd = Pick<JobView, 'status' | 'completed' | 'failed' | 'error'>

/**
 * A page of results ends after this many characters of JSON, so that it fits into a call between Workers: 32 MiB, in which a character takes up to
 * two bytes, and a number or a short name more than its JSON.
 */
export const mostResultLength = 4 * 1024 * 1024

/** Events per page of an outbox. */
export const outboxPage = 200

/** Jobs that have begun, as callers use them. Null: there is no such job, or its results have expired. */
export interface JobReader {
  read(jobId: string): Promise<JobView | null>
  /** The items from index `from` on, at most `limit`. Large results make a shorter page, of at least one item. */
  results(jobId: string, from: number, limit: number): Promise<{ job: JobView; items: ItemResult[] } | null>
  /** False when there is no such running job. */
  cancel(jobId: string): Promise<boolean>
  /** Queues an ended job again. `nothing_to_do` when it has not ended, or when none of its items is to run again. */
  revive(jobId: string, items: Revival): Promise<'revived' | 'nothing_to_do' | null>
}

/** Running jobs, as workers use them. */
export interface JobWorker {
  /**
   * Begins the job, or takes it over from a worker whose lease expired, and starts the first `start` items that may start. Null when the job has
   * ended or `token` is too old.
   */
  take(
    header: JobHeader,
    plan: Array<Pick<JobItem, 'label' | 'follows'>>,
    token: string,
    attempt: number,
    start: number,
  ): Promise<TakenItems | null>
  /** Starts an item. False when it may not start now, or the job has ended. */
  startItem(jobId: string, token: string, index: number): Promise<boolean>
  /** Records how a try at an item ended. Null when the report is too late. */
  reportItem(jobId: string, token: string, index: number, report: ItemReport): Promise<ReportAnswer | null>
}

/** The outboxes of jobs, as they are moved to the database. */
export interface JobOutboxes {
  /** The first events that the database does not have yet, `outboxPage` at most, and their job. Null when there are none. */
  outbox(jobId: string): Promise<{ job: JobView; entries: LoggedEvent[] } | null>
  /** Records that the database has all events up to and including `seq`. A lower `seq` changes nothing. */
  acknowledge(jobId: string, seq: number): Promise<void>
}

/**
 * The next work on a job. `ready`: for a worker that takes the job, the items that may start now; after a report, the items that may start
 * because of it.
 */
interface NextItems {
  ready: number[]
  ended: boolean
}

/** What follows from a report. `isOpen`: the reported item has not ended and runs again, now or later. */
export interface ReportAnswer extends NextItems {
  isOpen: boolean
  /** An error of ours holds the reported item back for this time, in ms. */
  restMs?: number
}

/**
 * The work of a worker that has taken a job. `started`: the items that it must run at once. `alone`: the ready items that it must run while it runs
 * nothing else. `resting`: items that an error of ours or their domain holds back, the soonest first, some of them when there are many. An
 * earlier version has neither.
 */
export interface TakenItems extends NextItems {
  started: number[]
  alone?: number[]
  resting?: Array<{ index: number; restMs: number; reason: string }>
}
