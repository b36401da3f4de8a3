import type { Outcome } from '../endings/ending.ts'
import type { JobHeader } from '../job/job-state.ts'
import type { Idempotency } from './admit-jobs.ts'
import type { LaneAddress } from './job-id.ts'
import type { LaneHead } from './lane-head.ts'
import type { HeldTicket, LaneSummary, LaneWorkerId, NewJob, PullRequest, Receipt, WaitingJob } from './lane-port.ts'
import type { Renewal } from './renewal.ts'

/** A job as a shard stores it: `spec` and `summary` (a `JobSummary`) are JSON, which the shard need not read. */
export type SerializedJob = Omit<NewJob, 'spec'> & { spec: string; summary: string }

/**
 * One key's jobs whose sequences lie in one block, by id: each a `JobSummary` with its `submittedAt`, as JSON. Jobs from `nextSequence` on
 * had not been submitted yet.
 */
export interface JobBlock {
  nextSequence: number
  /** Jobs from this sequence on are left out, because their summaries would be too long for a call. */
  cutAt?: number
  jobs: Record<string, string>
}

/** A ticket for a worker; `spec` is JSON. */
export type PulledTicket = Omit<HeldTicket, 'spec'> & { spec: string }

/**
 * One shard of a lane, as callers and workers reach it: `LaneDesk`, or the Durable Object around one. A call that may be the first one to a shard
 * carries its address.
 */
export interface LaneShard {
  submitJobs(address: LaneAddress, jobs: SerializedJob[]): Promise<Receipt[]>
  /** Adds an ended job again, so that it runs once more. Repeating it changes nothing. */
  readmit(job: JobHeader): Promise<void>
  /** Whether the key has submitted a job at this index of a batch under this `Idempotency-Key`. */
  knowsPlace(keyId: string, idempotency: Idempotency): Promise<boolean>
  /** Null when the shard does not hold the job, or the key may not read it. */
  findJob(keyId: string, jobId: string): Promise<WaitingJob | null>
  head(keyId: string): Promise<LaneHead>
  /** The key's jobs with ids from `firstId` up to, not including, `endId`. */
  block(keyId: string, firstId: string, endId: string): Promise<JobBlock>
  /** `joined` only for a caller with `knowsJoined`: one of an earlier version takes it for true, and gets false. */
  cancel(jobId: string, knowsJoined?: boolean): Promise<boolean | 'joined'>
  summary(address: LaneAddress): Promise<LaneSummary>
  pullTickets(worker: LaneWorkerId, request: PullRequest): Promise<PulledTicket[]>
  /** Extends leases; returns the ids that are still held, to a worker of an earlier version without `knowsLines`. */
  renewTickets(
    worker: LaneWorkerId,
    held: Array<{ id: string; token: string }>,
    knowsLines?: boolean,
  ): Promise<Renewal | string[]>
  finish(id: string, token: string, outcome: Outcome): Promise<void>
  revoke(jobId: string): Promise<void>
  revoked(waitMs: number): Promise<string[]>
}
