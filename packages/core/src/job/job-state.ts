import type { KindAbout } from '@edgesweep/db/event-kinds.ts'
import type { Usage } from '../endings/usage.ts'
import type { LaneName } from '../lane/lane.ts'
import type { JobSpec } from './job-spec.ts'
import type { ItemPlace } from './kinds/job-kind.ts'

/** The items that run again: the errored ones, or all that did not finish. */
export type Revival = 'failed' | 'unfinished'

/** How an item can end by the report of its worker. */
export type EndedItem = Extract<ItemStatus, 'completed' | 'errored' | 'disallowed' | 'skipped'>

/** The effects that the desk stores in the same commit as the state. */
export type JobEffect = { type: 'save_item'; index: number } | { type: 'event'; event: JobEvent }

/** An event of the job, for its log and for webhooks. */
export type JobEvent = { kind: Exclude<KindAbout<'job'>, 'job.item'> } | { kind: 'job.item'; index: number }

/** `partial`: some items were completed, others were not. */
export const endedStatuses = ['completed', 'partial', 'failed', 'cancelled', 'timed_out'] as const
export type EndedStatus = (typeof endedStatuses)[number]
export const jobStatuses = ['queued', 'running', ...endedStatuses] as const
export type JobStatus = (typeof jobStatuses)[number]

/** `disallowed`: its target may not be read. `skipped`: there was nothing to do. */
export const itemStatuses = ['queued', 'running', 'completed', 'errored', 'disallowed', 'skipped', 'cancelled'] as const
export type ItemStatus = (typeof itemStatuses)[number]

/** One piece of a job. */
export interface JobItem extends ItemPlace {
  status: ItemStatus
  /** The number of tries that have begun. An item that kills its worker at each try is given up. */
  tries: number
  error: string | null
}

/** The part of a job that its submission fixes. Times are epoch milliseconds. */
export interface JobHeader {
  id: string
  keyId: string
  lane: LaneName
  spec: JobSpec
  submittedAt: number
  /** The latest end of the job. Each run has a later deadline than the previous run, so it identifies the run. */
  deadline: number
  /** Milliseconds from now to the deadline: the clock that set it may be another one. An earlier version does not send it. */
  remainingMs?: number | undefined
}

/** A job from its start to its expiry. Its JobStatus object is the source of truth. */
export interface JobState extends Omit<JobHeader, 'remainingMs'> {
  /** The deadline by the clock of the job's own object. `deadline` may be by another clock. */
  endsAt: number
  /** `queued`: revived and not yet taken. */
  status: JobStatus
  /** The token of the worker that may report. A report with another token is refused. Empty until a worker has taken the job. */
  token: string
  /** The number of attempts in all runs. */
  attempt: number
  /** The number of attempts in the earlier runs. The lane counts the attempts of this run from 0. */
  firstAttempt: number
  items: JobItem[]
  /** When this run was queued: at submission, or when the job was revived. */
  queuedAt: number
  startedAt: number
  endedAt: number | null
  /** When the results are deleted. Null while the job runs. */
  expiresAt: number | null
  /** Its end or its expiry had passed by the clock of the machine on which its object continued, and what was left of it has begun again. */
  doubted?: boolean
  error: string | null
  /** A dead letter: the lane gave it up, or its deadline passed. It may be replayed. */
  dead: boolean
  usage: Usage
  /** By item: how often it was deferred because its domain asked for fewer requests. */
  throttles: Record<number, number>
  /** By deferred item: why it waits, and until when. */
  waits: Record<number, Wait>
  /** By item: the error of ours that keeps it from ending. */
  outages: Record<number, Outage>
  /** Items whose worker died while it held other work. Each is tried alone next. */
  alone: Record<number, true>
}

/** The reason for a wait, and the earliest start (epoch milliseconds). */
export interface Wait {
  reason: string
  until: number
  /** The domain whose permit the item lacks. Waits for something else, and waits that an earlier version stored, have none. */
  domain?: string
}

/** The newest error of ours that keeps an item from ending, and the time of the first one (epoch milliseconds). */
export interface Outage {
  since: number
  reason: string
  /** How many of the errors nobody foresaw. */
  unforeseen: number
}

export const isItemEnded = (status: ItemStatus): boolean => status !== 'queued' && status !== 'running'

export const isJobEnded = (status: JobStatus): status is EndedStatus => status !== 'queued' && status !== 'running'
