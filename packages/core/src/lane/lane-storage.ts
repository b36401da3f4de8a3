import type { Remembered } from './admit-jobs.ts'
import type { StoredTicket } from './correct-times.ts'
import type { LaneAddress } from './job-id.ts'
import type { LaneEffect } from './lane-machine.ts'
import type { SerializedJob } from './lane-shard.ts'
import type { GivenUpStatus, Ticket } from './lane-state.ts'
import type { Pace } from './pace.ts'

/** A job that its shard gave up. Its own object has not been notified yet. */
export interface GivenUpJob {
  ticket: Ticket
  status: GivenUpStatus
  reason: string
  /** JSON. */
  spec: string
}

/** A shard as it is stored. */
export interface StoredLane {
  /** Null before the first job. */
  address: LaneAddress | null
  /** As any version stored them. */
  tickets: StoredTicket[]
  nextSequence: number
  pace: Pace
}

/** A row, or a value, that a call to a shard writes. */
export type LaneWrite =
  /** `save`, `remove`, and `give_up`, which copies the spec of a stored job and so stands before its `remove`. */
  | LaneEffect
  | ({ type: 'insert'; ticket: Ticket } & Pick<SerializedJob, 'spec' | 'summary'>)
  /** The object of a given-up job has been notified. */
  | { type: 'announced'; id: string }
  /** Replaces the record of the same key; it expires at `expiresAt` (epoch milliseconds). */
  | { type: 'remember'; record: Remembered; expiresAt: number }
  /** Deletes the expired records. */
  | { type: 'forget'; now: number }
  | { type: 'address'; address: LaneAddress }
  | { type: 'next_sequence'; next: number }
  | { type: 'pace'; pace: Pace }

/** The rows of one shard of a lane. A desk has read them before it writes, and holds all of it but specs, summaries and records in memory. */
export interface LaneStorage {
  read(): StoredLane
  /** Makes all the writes in their order, in one transaction. Throws, and has changed nothing, when one of them fails. */
  commit(writes: LaneWrite[]): void
  /** The JSON of the spec of a stored job. */
  specOf(id: string): string
  /** The JSON of the summary of a stored job. */
  summaryOf(id: string): string
  /** Stored jobs with ids from `firstId` up to, not including, `endId`. */
  summaries(firstId: string, endId: string): Array<{ id: string; summary: string }>
  givenUp(limit: number): GivenUpJob[]
  givenUpJob(id: string): GivenUpJob | null
  /** The record of an idempotency key, or null if it has expired at `now`. */
  recall(keyId: string, key: string, now: number): Remembered | null
}
