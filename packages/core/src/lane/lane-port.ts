import type { JobSpec } from '../job/job-spec.ts'
import type { Outcome } from '../outcome.ts'
import type { Forecast } from './eta.ts'
import type { Lane } from './lane.ts'

/** A job to be put in line. */
export interface NewJob {
  keyId: string
  spec: JobSpec
  /** Seconds from now by which the job has ended, whatever happens. */
  deadlineSeconds: number
  /** Jobs with the same value are one while the first has not ended. */
  coalesce: string | null
  /** The caller's `Idempotency-Key` and the hash of the body that came with it. */
  idempotency: { key: string; bodySha256: string } | null
}

/** `replayed`: the id is that of an earlier submission. */
export type Receipt =
  | { ok: true; id: string; replayed: boolean; forecast: Forecast }
  | { ok: false; reason: 'idempotency_conflict' | 'lane_full' }

/** A ticket that a worker holds under a lease. */
export interface HeldTicket {
  id: string
  token: string
  attempt: number
  keyId: string
  spec: JobSpec
  submittedAt: number
  deadline: number
}

/** A job that its lane holds. Times are epoch milliseconds. */
export interface WaitingJob {
  id: string
  keyId: string
  spec: JobSpec
  submittedAt: number
  attempt: number
  /** Null once it is handed out to a worker. */
  forecast: Forecast | null
  /** Why it waits, where it was given back. */
  reason: string | null
  notBefore: number
}

/** A lane at a glance; `jobs` are the first that run or wait. */
export interface LaneSummary {
  lane: Lane
  waiting: number
  running: number
  oldestWaitingAt: number | null
  jobs: Array<{ id: string; keyId: string; kind: JobSpec['kind']; submittedAt: number; running: boolean }>
}

/** What callers do with lanes. */
export interface LaneCaller {
  submit(lane: Lane, jobs: NewJob[]): Promise<Receipt[]>
  /** Whether the caller has used this `Idempotency-Key` before. */
  knows(lane: Lane, keyId: string, idempotencyKey: string): Promise<boolean>
  /** Null when the lane does not hold the job (any more). */
  find(jobId: string): Promise<WaitingJob | null>
  /** True when the job was still waiting, and now will not start. */
  cancel(jobId: string): Promise<boolean>
  summary(lane: Lane): Promise<LaneSummary>
}

/** What the workers of a lane do with it. */
export interface LaneWorker {
  /** Up to `max` tickets; when there is none, waits up to `waitMs` for one. */
  pull(lane: Lane, shard: number, max: number, waitMs: number): Promise<HeldTicket[]>
  /** Extends leases; returns the ids still held. */
  renew(lane: Lane, shard: number, held: Array<{ id: string; token: string }>): Promise<string[]>
  finish(ticket: Pick<HeldTicket, 'id' | 'token'>, outcome: Outcome): Promise<void>
}
