import type { KindAbout } from '@edgesweep/db/event-kinds.ts'
import type { Usage } from '../endings/usage.ts'
import type { Lane } from '../lane/lane.ts'
import type { JobSpec } from './job-spec.ts'
import type { ItemPlace } from './kinds/job-kind.ts'

/** Which items are to run again: those that failed, or all that did not get to their end. */
export type Revival = 'failed' | 'unfinished'

/** How an item ends by the report of its worker. */
export type EndedItem = Extract<ItemStatus, 'completed' | 'errored' | 'disallowed' | 'skipped'>

/** What the shell stores and sends on, in the same commit as the state. */
export type JobEffect = { type: 'save_item'; index: number } | { type: 'event'; event: JobEvent }

/** The job's own event log, and what webhooks tell. */
export type JobEvent = { kind: Exclude<KindAbout<'job'>, 'job.item'> } | { kind: 'job.item'; index: number }

/** `partial`: some items were completed, others were not. */
export type JobStatus = 'queued' | 'running' | 'completed' | 'partial' | 'failed' | 'cancelled' | 'timed_out'
export type ItemStatus = 'queued' | 'running' | 'completed' | 'errored' | 'disallowed' | 'skipped' | 'cancelled'

/** One piece of a job. */
export interface JobItem extends ItemPlace {
  status: ItemStatus
  /** How often work on it began: one that takes its worker down with it every time is given up. */
  tries: number
  error: string | null
}

/** What submission fixed. Times are epoch milliseconds. */
export interface JobHeader {
  id: string
  keyId: string
  lane: Lane
  spec: JobSpec
  submittedAt: number
  /** By when the job has ended, whatever happens. A job that is revived gets a later one, so that it tells its runs apart. */
  deadline: number
}

/** A job from its start to its expiry: the truth that its JobStatus object keeps. */
export interface JobState extends JobHeader {
  /** `queued`: revived, and not yet taken. */
  status: JobStatus
  /** The lease of the worker that may report; reports with another token come too late. Empty until one has taken the job. */
  token: string
  /** Counts up over all of its runs. */
  attempt: number
  /** What the Lane's own count of this run's attempts is added to. */
  firstAttempt: number
  items: JobItem[]
  /** When this run was put in line: at submission, or when the job was revived. */
  queuedAt: number
  startedAt: number
  endedAt: number | null
  /** When the results go. Null while the job runs. */
  expiresAt: number | null
  error: string | null
  /** A dead letter: the Lane gave it up, or its deadline passed. It may be replayed. */
  dead: boolean
  usage: Usage
  /** By item: how often it was put off because its domain asked for less. */
  throttles: Record<number, number>
  /** By item that was put off: why, and before when it will not start. */
  waits: Record<number, Wait>
}

/** Why something waits, and until when at the soonest (epoch milliseconds). */
export interface Wait {
  reason: string
  until: number
}

export const isItemEnded = (status: ItemStatus): boolean => status !== 'queued' && status !== 'running'

export type EndedStatus = Exclude<JobStatus, 'queued' | 'running'>

export const isJobEnded = (status: JobStatus): status is EndedStatus => status !== 'queued' && status !== 'running'
