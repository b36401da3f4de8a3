import { sql } from 'drizzle-orm'
import type { Database } from '../../database.ts'
import { type PipelineName, pipelineTables } from '../../pipelines.ts'
import { runStatement } from '../../run-statement.ts'

/** How many records wait to be claimed, counted up to `most`. */
export async function countDueRecords(db: Database, pipeline: PipelineName, most: number): Promise<number> {
  const { table, claimable } = pipelineTables[pipeline]
  const rows = await runStatement<{ due: number }>(
    db,
    'count-due-records',
    sql`
      select count(*)::int as due
      from (
        select from ${table} where ended_at is null and status in ${claimable} and next_attempt_at <= now() limit ${most}::int
      ) as waiting`,
  )
  return rows[0]!.due
}
