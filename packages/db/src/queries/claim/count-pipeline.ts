import { sql } from 'drizzle-orm'
import type { Database } from '../../database.ts'
import { type PipelineName, pipelineTables } from '../../pipelines.ts'
import { runStatement } from '../../run-statement.ts'

export interface StatusCount {
  status: string
  records: number
  /** Those of them that may be claimed now. */
  due: number
}

/**
 * How many records of a pipeline have which status; a status that none has is left out. Reads the whole table, 0.2 s for a million rows on two
 * cores: not to be asked at any rate.
 */
export function countPipeline(db: Database, pipeline: PipelineName): Promise<StatusCount[]> {
  const { table, claimable } = pipelineTables[pipeline]
  return runStatement<StatusCount>(
    db,
    'count-pipeline',
    sql`
      select status, count(*)::int as records,
        (count(*) filter (where status in ${claimable} and next_attempt_at <= now()))::int as due
      from ${table}
      group by status
      order by status`,
  )
}
