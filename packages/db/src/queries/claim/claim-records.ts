import { sql } from 'drizzle-orm'
import type { Database } from '../../database.ts'
import { type ClaimedRow, type ClaimTerms, claimFields, takeClaim } from '../../fragments/take-claim.ts'
import { runStatement } from '../../run-statement.ts'
import { type PipelineName, pipelineTerms } from '../../schema/pipelines.ts'

/** The last record of a worker's last claim. Records that were due before it are already claimed. */
export interface ClaimCursor {
  dueAt: string
  id: string
}

export interface RecordsClaim extends ClaimTerms {
  limit: number
  /** Null: begin with the first due record. */
  after: ClaimCursor | null
}

/**
 * Claims due records after the cursor, longest due first, and skips records that another worker is claiming. A search from the front
 * would read the dead index entries of claimed records again, which an open transaction elsewhere keeps alive. The commit does not wait
 * for the disk: if a server crash loses a claim, the database refuses its worker's results.
 */
export async function claimRecords<Row extends ClaimedRow>(
  db: Database,
  pipeline: PipelineName,
  claim: RecordsClaim,
): Promise<Row[]> {
  const { limit, after } = claim
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
      set ${takeClaim(claim)}
      from due
      where t.id = due.id
      returning ${claimFields}, ${work}`,
  )
  return rows.sort((a, b) => (a.dueAt === b.dueAt ? compare(a.id, b.id) : compare(a.dueAt, b.dueAt)))
}

const compare = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0)
