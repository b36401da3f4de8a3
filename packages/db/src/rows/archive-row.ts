import { sql } from 'drizzle-orm'
import { alias } from 'drizzle-orm/pg-core'
import { columnList, type RowOf } from '../fields.ts'
import type { HistoryKind } from '../history-kind.ts'
import { archives } from '../schema/archives.ts'

const a = alias(archives, 'a')

/** Fields of an archive, from a table or CTE named `a`. */
const archiveFields = {
  kind: a.kind,
  /** `yyyy-mm-dd`, in UTC. */
  day: a.day,
  /** From `detaching` on, the files are verified and history reads them. `done`: the partition is dropped. */
  status: a.status,
  /** The parts' names in the bucket, in order. */
  partFiles: a.partFiles,
  verifiedParts: a.verifiedParts,
  /** The number of rows written so far. */
  rows: a.rows,
  /** The compressed size of the parts. */
  bytes: a.bytes,
  /** The position of the last row that was written or compared. */
  position: a.position,
  /** The number of completed steps. A step is refused when another one was taken in the meantime. */
  steps: a.steps,
  /** The number of claims since the last step. */
  attempts: a.attempts,
  error: a.error,
}

/** A day of a history table that is moved to the bucket. */
export type ArchiveRow = RowOf<typeof archiveFields>
export type ArchiveStatus = ArchiveRow['status']

/** Columns of an `ArchiveRow`, from a table or CTE named `a`. */
export const archiveColumns = columnList(archiveFields)

/** A claim of a day's archive. A step counts while token and number of steps match, and renews the lease. */
export interface ArchiveHold {
  kind: HistoryKind
  day: string
  token: string
  step: number
  leaseSeconds: number
}

/** Condition on `archives a`: the claim holds it. */
export const isHeld = ({ kind, day, token, step }: ArchiveHold) => sql`
  a.kind = ${kind} and a.day = ${day}::date and a.lease_token = ${token} and a.steps = ${step}::int`

/** Assignments of every step, to `archives a`. */
export const steppedOn = ({ leaseSeconds }: ArchiveHold) => sql`
  steps = a.steps + 1, attempts = 0, error = null, lease_expires_at = now() + make_interval(secs => ${leaseSeconds}::float8)`
