import { type SQL, sql } from 'drizzle-orm'
import { afterSeconds } from './lease.ts'

/** A worker's claim of an import; each step requires it. */
export interface ImportHold {
  importId: string
  /** The token of the claim. */
  token: string
  /** Number of completed steps. A late or repeated step has another number and is refused. */
  step: number
  /** Each step renews the lease for this time. */
  leaseSeconds: number
}

/**
 * `backend_flush_after` of imports, which makes Postgres write their pages to the disk at once. Otherwise the next checkpoint would
 * write hundreds of megabytes and delay all commits.
 */
export const importFlush = '256kB'

/**
 * A common table expression `held`: the import, if the token holds it and the step is the next one. It locks the import's row.
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

/** Condition on `imports i`: its staged rows still exist. */
export const isStaging: SQL = sql`exists (select from import_markers m where m.import_id = i.id)`
