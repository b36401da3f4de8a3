import { sql } from 'drizzle-orm'
import type { Database } from '../../database.ts'
import { runStatement } from '../../run-statement.ts'
import { type PipelineName, pipelineTerms } from '../../schema/pipelines.ts'

export interface StatusCount {
  status: string
  records: number
  /** Of those, the ones that may be claimed now. */
  due: number
}

/** A pipeline's records by status, without empty statuses. Reads the whole table, 0.2 s for a million rows on two cores: do not call it often. */
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
