import type { Outcome } from '../endings/ending.ts'
import type { JobSpec } from '../job/job-spec.ts'
import type { JobHeader } from '../job/job-state.ts'
import type { Admission, Idempotency } from './admit-jobs.ts'
import type { Forecast } from './eta.ts'
import type { LaneName } from './lane.ts'

/** A job to be put in line. */
export interface NewJob {
  keyId: string
  spec: JobSpec
  /** Seconds from now by which the job has ended, whatever happens. */
  deadlineSeconds: number
  /** Jobs with the same value are one while the first has not ended, whoever asks. */
  coalesce: string | null
  idempotency: Idempotency | null
}

/** What a caller is told; `forecast` is null for a job that no longer waits. */
export type Receipt =
  | (Extract<Admission, { ok: true }> & { forecast: Forecast | null })
  | Extract<Admission, { ok: false }>

/** A ticket that a worker holds under a lease. */
export interface HeldTicket extends Omit<JobHeader, 'lane'> {
  token: string
  attempt: number
}

/** What a lane tells of a job's request without its items; `total`: how many items it has. */
export interface JobSummary {
  kind: JobSpec['kind']
  total: number
  metadata: Record<string, string>
  tags: string[]
}

/** A job that its lane holds. Times are epoch milliseconds. */
export interface WaitingJob extends JobSummary {
  id: string
  /** Whose it is. */
  keyId: string
  submittedAt: number
  attempt: number
  /** Null once it is handed out to a worker, or was and is put off. */
  forecast: Forecast | null
  /** Why it waits, where it was given back. */
  reason: string | null
  notBefore: number
}

/** A lane at a glance; `jobs` are the first that run or wait. */
export interface LaneSummary {
  lane: LaneName
  waiting: number
  running: number
  oldestWaitingAt: number | null
  /** How long the last jobs waited before they began, milliseconds; of each shard two hundred at most. */
  waitedMs: number[]
  jobs: Array<{ id: string; keyId: string; kind: JobSpec['kind']; submittedAt: number; running: boolean }>
}

/** What callers do with lanes. */
export interface LaneCaller {
  submit(lane: LaneName, jobs: NewJob[]): Promise<Receipt[]>
  /** Whether the caller has a job under this `Idempotency-Key` already. */
  knows(lane: LaneName, keyId: string, idempotency: Idempotency): Promise<boolean>
  /**
   * Null when the lane does not hold a job of that id (any more) that the key may read. What it says may be a second old, so that any number of
   * callers who ask do not meet in one object.
   */
  find(keyId: string, jobId: string): Promise<WaitingJob | null>
  /** The same as of now, from the lane itself. */
  findNow(keyId: string, jobId: string): Promise<WaitingJob | null>
  /** True when the job was still waiting, and now will not start. */
  cancel(jobId: string): Promise<boolean>
  /** Takes a job that has ended otherwise from the worker that holds it. */
  revoke(jobId: string): Promise<void>
  summary(lane: LaneName): Promise<LaneSummary>
}

/** A worker that pulls. `slots`: how many tickets it works on at a time; 0 when it takes no more. */
export interface LaneWorkerId {
  id: string
  slots: number
}

/**
 * Up to `max` tickets; when there is none, waits up to `waitMs` for one. A worker that does not stay leaves when it gets none: then the next
 * job calls another.
 */
export interface PullRequest {
  max: number
  waitMs: number
  stays: boolean
}

/** What the workers of a lane do with it. */
export interface LaneWorker {
  /** How many shards each lane has. */
  shards: number
  pull(lane: LaneName, shard: number, worker: LaneWorkerId, request: PullRequest): Promise<HeldTicket[]>
  /** Extends leases; returns the ids still held. */
  renew(
    lane: LaneName,
    shard: number,
    worker: LaneWorkerId,
    held: Array<{ id: string; token: string }>,
  ): Promise<string[]>
  finish(ticket: Pick<HeldTicket, 'id' | 'token'>, outcome: Outcome): Promise<void>
  /** Waits up to `waitMs` for a job to be revoked, from whichever worker; gives its id. */
  revoked(lane: LaneName, shard: number, waitMs: number): Promise<string[]>
}
