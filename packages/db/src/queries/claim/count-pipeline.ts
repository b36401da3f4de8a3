import { sql } from 'drizzle-orm'
import type { Database } from '../../database.ts'
import { runStatement } from '../../run-statement.ts'
import { type PipelineName, pipelineTerms } from '../../schema/pipelines.ts'

export interface StatusCount {
  status: string
  records: number
  /** Records among them that are due now. */
  due: number
}

/** Counts a pipeline's records by status, without empty statuses. It reads the whole table: 0.2 s for a million rows on two cores. */
export function countPipeline(db: Database, pipeline: PipelineName): Promise<StatusCount[]> {
  const { table, claimable } = pipelineTerms(pipeline)
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
