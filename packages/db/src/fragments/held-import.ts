import { type SQL, sql } from 'drizzle-orm'
import { afterSeconds } from './lease.ts'

/** A worker's claim of an import, which each step must show. */
export interface ImportHold {
  importId: string
  /** The token of the claim. */
  token: string
  /** Steps taken so far. A step that comes late, or twice, finds another number and is refused. */
  step: number
  /** Each step renews the lease for so long. */
  leaseSeconds: number
}

/**
 * `backend_flush_after` of imports: their writes go to the disk at once. Hundreds of megabytes left to the next checkpoint would delay
 * everyone's commits.
 */
export const importFlush = '256kB'

/**
 * A common table expression `held` with the import, locked for the statement, if the token holds it and its step is the next one.
 *
 * @param also further condition on `imports i`
 */
export const heldImport = ({ importId, token, step }: ImportHold, also: SQL = sql`true`): SQL => sql`
  held as materialized (
    select i.* from imports i
    where i.id = ${importId} and i.lease_token = ${token} and i.steps = ${step}::int and (${also})
      and (select set_config('backend_flush_after', ${importFlush}, true)) is not null
    for no key update
  )`

/** Assignments of every step: the next step number, and the lease from now on. */
export const stepTaken = ({ leaseSeconds }: ImportHold): SQL => sql`
  steps = i.steps + 1, attempts = 0, error = null, lease_expires_at = ${afterSeconds(leaseSeconds)}`

/** Condition on `imports i`: its staged rows are still there. */
export const isStaging: SQL = sql`exists (select from import_markers m where m.import_id = i.id)`
