import type { Outcome } from '../endings/ending.ts'
import type { JobSpec } from '../job/job-spec.ts'
import type { JobHeader } from '../job/job-state.ts'
import type { Admission, Idempotency } from './admit-jobs.ts'
import type { Forecast } from './eta.ts'
import type { LaneName } from './lane.ts'
import type { Renewal } from './renewal.ts'

/** A job to be submitted. */
export interface NewJob {
  keyId: string
  spec: JobSpec
  /** The latest end of the job, in seconds from its submission. */
  deadlineSeconds: number
  /** Jobs with the same value, of any key, are one job until the first has ended. */
  coalesce: string | null
  idempotency: Idempotency | null
}

/** The answer to a submitted job. `forecast` is null for a job that no longer waits. */
export type Receipt =
  | (Extract<Admission, { ok: true }> & { forecast: Forecast | null })
  | Extract<Admission, { ok: false }>

/** A ticket that a worker holds under a lease. */
export interface HeldTicket extends Omit<JobHeader, 'lane'> {
  token: string
  attempt: number
}

/** A job's request without its items. `total`: the number of its items. */
export interface JobSummary {
  kind: JobSpec['kind']
  total: number
  metadata: Record<string, string>
  tags: string[]
}

/** A job that its lane holds. Times are epoch milliseconds. */
export interface WaitingJob extends JobSummary {
  id: string
  /** The key that submitted it. */
  keyId: string
  submittedAt: number
  attempt: number
  /** Null once a worker has taken it. */
  forecast: Forecast | null
  /** Why a worker returned it; null otherwise. */
  reason: string | null
  notBefore: number
}

/** The numbers of a lane. `jobs` are the first that run or wait. */
export interface LaneSummary {
  lane: LaneName
  waiting: number
  running: number
  oldestWaitingAt: number | null
  /** The waiting times of the last started jobs in milliseconds, of at most 200 jobs per shard. */
  waitedMs: number[]
  jobs: Array<{ id: string; keyId: string; kind: JobSpec['kind']; submittedAt: number; running: boolean }>
}

/** The lanes for those that submit, read and cancel jobs. */
export interface LaneCaller {
  submit(lane: LaneName, jobs: NewJob[]): Promise<Receipt[]>
  /** Whether the key has submitted a job at this index of a batch under this `Idempotency-Key`. */
  knows(lane: LaneName, keyId: string, idempotency: Idempotency): Promise<boolean>
  /**
   * Null when the lane does not hold the job, or the key may not read it. The answer may be one second old, so that polls do not converge on
   * one object.
   */
  find(keyId: string, jobId: string): Promise<WaitingJob | null>
  /** As `find`, but as of now, from the lane itself. */
  findNow(keyId: string, jobId: string): Promise<WaitingJob | null>
  /** True when the job still waited: it will not start. `joined`: another key waits for it, too, so it goes on. */
  cancel(jobId: string): Promise<boolean | 'joined'>
  /** Takes a job that has ended from the worker that holds its ticket. */
  revoke(jobId: string): Promise<void>
  summary(lane: LaneName): Promise<LaneSummary>
}

/** A worker that pulls. `slots`: how many tickets it works on at a time; 0 when it takes no more. */
export interface LaneWorkerId {
  id: string
  slots: number
}

/**
 * Up to `max` tickets, and up to `spare` more of keys that hold none; when there is none, waits up to `waitMs` for one. A worker that does not stay leaves when it gets none; the next job then
 * calls another worker.
 */
export interface PullRequest {
  max: number
  /** A worker of an earlier version has no spare slots. */
  spare?: number
  waitMs: number
  stays: boolean
}

/** The lanes for their workers. */
export interface LaneWorker {
  /** The number of shards of each lane. */
  shards: number
  pull(lane: LaneName, shard: number, worker: LaneWorkerId, request: PullRequest): Promise<HeldTicket[]>
  /** Extends leases. */
  renew(
    lane: LaneName,
    shard: number,
    worker: LaneWorkerId,
    held: Array<{ id: string; token: string }>,
  ): Promise<Renewal>
  finish(ticket: Pick<HeldTicket, 'id' | 'token'>, outcome: Outcome): Promise<void>
  /** Waits up to `waitMs` for the next job that is revoked from any worker, and returns its id. */
  revoked(lane: LaneName, shard: number, waitMs: number): Promise<string[]>
}
