import { sql } from 'drizzle-orm'
import type { Database } from '../../database.ts'
import { type PipelineName, pipelineTables } from '../../pipelines.ts'
import { runStatement } from '../../run-statement.ts'

/** Where a claimer's last claim ended: what is due in front of it was claimed already. */
export interface ClaimCursor {
  dueAt: string
  id: string
}

export interface RecordsClaim {
  /** Who claims: `hostname-pid`, or an isolate's id. */
  instance: string
  /** The claimer's own, never used before; renewing and ending need it. */
  token: string
  limit: number
  leaseSeconds: number
  /** Null: from the first that is due. */
  after: ClaimCursor | null
}

/** What every claimed record has; its pipeline's subject comes with it. */
export interface ClaimedRow {
  id: string
  /** The status that it was claimed from. */
  from: string
  /** Number of this attempt, from 1; an attempt whose worker died counts too. */
  attempt: number
  /** How often its domain has asked for less. */
  throttles: number
  /** ISO 8601 */
  dueAt: string
}

/**
 * Leases records that are due, longest due first, passing over those that another is claiming at this moment.
 *
 * The search begins behind `after`. While some transaction stays open elsewhere, index entries of claimed records cannot be cleared away,
 * and a search from the front would walk over all of them each time.
 *
 * Its commit does not wait for the disk: a claim that a crash of the server takes back was never there, and what its worker hands in is refused.
 */
export async function claimRecords<Row extends ClaimedRow>(
  db: Database,
  pipeline: PipelineName,
  { instance, token, limit, leaseSeconds, after }: RecordsClaim,
): Promise<Row[]> {
  const { table, claimable, subject } = pipelineTables[pipeline]
  const behind = after ? sql`and (next_attempt_at, id) > (${after.dueAt}::timestamptz, ${after.id})` : sql``
  const rows = await runStatement<Row>(
    db,
    'claim-records',
    sql`
      with due as materialized (
        select id
        from ${table}
        where ended_at is null and status in ${claimable} and next_attempt_at <= now() ${behind}
          and (select set_config('synchronous_commit', 'off', true)) is not null
        order by next_attempt_at, id
        limit ${limit}::int
        for no key update skip locked
      )
      update ${table} t
      set status = 'processing', claimed_from = t.status, claimed_by = ${instance}, processing_started_at = now(),
        lease_expires_at = now() + make_interval(secs => ${leaseSeconds}::float8), lease_token = ${token},
        attempts = t.attempts + 1
      from due
      where t.id = due.id
      returning t.id, t.claimed_from as "from", t.attempts as attempt, t.throttles,
        iso_time(t.next_attempt_at) as "dueAt", ${subject}`,
  )
  return rows.sort((a, b) => (a.dueAt === b.dueAt ? compare(a.id, b.id) : compare(a.dueAt, b.dueAt)))
}

const compare = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0)
