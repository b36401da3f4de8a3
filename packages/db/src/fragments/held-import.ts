import { type SQL, sql } from 'drizzle-orm'

/** What a worker must show for each step of an import. */
export interface ImportHold {
  importId: string
  /** The token that the import was claimed with. */
  token: string
  /** The steps that it has taken: one that comes late, or twice, finds another number and is refused. */
  step: number
  /** For how long each step holds it anew. */
  leaseSeconds: number
}

/**
 * `backend_flush_after` of what imports write: on to the disk as it comes. Hundreds of megabytes left to the next checkpoint make everybody's commits
 * wait for it.
 */
export const importFlush = '256kB'

/**
 * A common table expression `held` with the import, if the token still holds it and its step is the next; its row is locked for as long
 * as the statement runs.
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

/** What every step sets besides its own: the next step, and the lease from now on. */
export const stepTaken = ({ leaseSeconds }: ImportHold): SQL => sql`
  steps = i.steps + 1, attempts = 0, error = null, lease_expires_at = now() + make_interval(secs => ${leaseSeconds}::float8)`

/** Its staged rows are still there. */
export const isStaging: SQL = sql`exists (select from import_markers m where m.import_id = i.id)`
