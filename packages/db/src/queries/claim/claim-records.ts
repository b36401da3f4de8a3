import { sql } from 'drizzle-orm'
import type { Database } from '../../database.ts'
import { takeLease } from '../../fragments/lease.ts'
import { runStatement } from '../../run-statement.ts'
import { type PipelineName, pipelineTerms } from '../../schema/pipelines.ts'

/** The last record of a worker's last claim. Records that were due before it are already claimed. */
export interface ClaimCursor {
  dueAt: string
  id: string
}

export interface RecordsClaim {
  /** The worker: `hostname-pid`, or an isolate's id. */
  instance: string
  /** A new unique id from the worker; renewing and ending the claim need it. */
  token: string
  limit: number
  leaseSeconds: number
  /** Null: begin with the first due record. */
  after: ClaimCursor | null
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

/**
 * Claims due records after the cursor, longest due first, and skips records that another worker is claiming. A search from the front
 * would read the dead index entries of claimed records again, which an open transaction elsewhere keeps alive. The commit does not wait
 * for the disk: if a server crash loses a claim, the database refuses its worker's results.
 */
export async function claimRecords<Row extends ClaimedRow>(
  db: Database,
  pipeline: PipelineName,
  { instance, token, limit, leaseSeconds, after }: RecordsClaim,
): Promise<Row[]> {
  const { table, claimable, work } = pipelineTerms(pipeline)
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
        ${takeLease({ token, leaseSeconds })}
      from due
      where t.id = due.id
      returning t.id, t.claimed_from as "from", t.attempts + 1 as attempt, t.throttles,
        t.alone, extract(epoch from now() - t.outage_since)::float8 as "outageSeconds",
        iso_time(t.next_attempt_at) as "dueAt", ${work}`,
  )
  return rows.sort((a, b) => (a.dueAt === b.dueAt ? compare(a.id, b.id) : compare(a.dueAt, b.dueAt)))
}

const compare = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0)
