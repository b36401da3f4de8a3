import { sql } from 'drizzle-orm'
import type { ArchivePosition } from '../fragments/archive-page.ts'
import type { HistoryKind } from '../history-kind.ts'

/**
 * How far a day's archive is. `detaching` and beyond: what is in the bucket was read back and is as in the table, and history reads it;
 * `done`: the partition is dropped.
 */
export type ArchiveStatus = 'pending' | 'writing' | 'verifying' | 'detaching' | 'dropping' | 'done'

/** A day of a table on its way into the bucket. */
export interface ArchiveRow {
  kind: HistoryKind
  /** `yyyy-mm-dd`, in UTC. */
  day: string
  status: ArchiveStatus
  /** Names in the bucket, in order. */
  partFiles: string[]
  verifiedParts: number
  /** Written so far. */
  rows: number
  /** Compressed. */
  bytes: number
  /** Behind the last row that was written, or compared. */
  position: ArchivePosition | null
  /** Counts the steps taken; a step is refused when another was taken in the meantime. */
  steps: number
  /** Claims since the last step. */
  attempts: number
  error: string | null
}

/** A claim of a day's archive: its step counts while token and number of steps hold, and holds it for so long again. */
export interface ArchiveHold {
  kind: HistoryKind
  day: string
  token: string
  step: number
  leaseSeconds: number
}

/** Columns of an `ArchiveRow`, from `archives a`. */
export const archiveColumns = sql`
  a.kind, a.day::text, a.status, a.part_files as "partFiles", a.verified_parts as "verifiedParts", a.rows::float8, a.bytes::float8,
  a.position, a.steps, a.attempts, a.error`

/** Whether `archives a` is held. */
export const isHeld = ({ kind, day, token, step }: ArchiveHold) => sql`
  a.kind = ${kind} and a.day = ${day}::date and a.lease_token = ${token} and a.steps = ${step}::int`

/** What each step sets in `archives a`. */
export const steppedOn = ({ leaseSeconds }: ArchiveHold) => sql`
  steps = a.steps + 1, attempts = 0, error = null, lease_expires_at = now() + make_interval(secs => ${leaseSeconds}::float8)`
