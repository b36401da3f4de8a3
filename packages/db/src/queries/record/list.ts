import { sql } from 'drizzle-orm'
import type { Database } from '../../database.ts'
import { isVisibleTo, type RecordRow, recordColumns } from '../../rows/record-row.ts'
import { runStatement } from '../../run-statement.ts'
import { type PipelineName, pipelineTerms } from '../../schema/pipelines.ts'

interface RecordsPage {
  pipeline: PipelineName
  keyId: string
  status?: string | null
  /** The id of the last record on the previous page. */
  before?: string | null
  limit: number
  withResult?: boolean
}

/** Records of a pipeline that a caller may see, newest first. */
export function listRecords(db: Database, page: RecordsPage): Promise<RecordRow[]> {
  const { pipeline, keyId, status = null, before = null, limit, withResult = false } = page
  return runStatement<RecordRow>(
    db,
    'list-records',
    sql`
      select ${recordColumns(pipeline, { withResult })}
      from ${pipelineTerms(pipeline).table} t
      where ${isVisibleTo(pipeline, keyId)} and (${status}::text is null or t.status = ${status}::text)
        and (${before}::text is null or t.id < ${before}::text)
      order by t.id desc
      limit ${limit}::int`,
  )
}
