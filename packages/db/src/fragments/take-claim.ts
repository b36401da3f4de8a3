import { type SQL, sql } from 'drizzle-orm'
import { type LeaseTerms, takeLease } from './lease.ts'

/** A claim by a worker. */
export interface ClaimTerms extends LeaseTerms {
  /** The worker: `hostname-pid`, or an isolate's id. */
  instance: string
}

/** The fields of every claimed record; its pipeline adds others. */
export interface ClaimedRow {
  id: string
  /** The record's status before the claim. */
  from: string
  /** Number of this attempt, from 1. Attempts whose worker died count only if the record was tried alone. */
  attempt: number
  /** Its worker died while it held other work: the record must be tried alone. */
  alone: boolean
  /** How long an error of ours has kept it from ending, in seconds; null when none does. */
  outageSeconds: number | null
  /** Number of times that the record's domain throttled it. */
  throttles: number
  /** ISO 8601 */
  dueAt: string
}

/** Assignments that claim the records `t`. */
export const takeClaim = ({ instance, ...lease }: ClaimTerms): SQL => sql`
  status = 'processing', claimed_from = t.status, claimed_by = ${instance}, processing_started_at = now(), ${takeLease(lease)}`

/** The fields of a `ClaimedRow`, from the claimed records `t`. */
export const claimFields = sql`
  t.id, t.claimed_from as "from", t.attempts + 1 as attempt, t.throttles,
  t.alone, extract(epoch from now() - t.outage_since)::float8 as "outageSeconds",
  iso_time(t.next_attempt_at) as "dueAt"`
