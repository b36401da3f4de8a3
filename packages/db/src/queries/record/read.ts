import { sql } from 'drizzle-orm'
import type { Database } from '../../database.ts'
import { isVisibleTo, type RecordRow, recordColumns } from '../../rows/record-row.ts'
import { runStatement } from '../../run-statement.ts'
import { type PipelineName, pipelineTerms } from '../../schema/pipelines.ts'

/** One record of a pipeline with its result; null when there is none that the caller may see. */
export async function readRecord(
  db: Database,
  { pipeline, keyId, recordId }: { pipeline: PipelineName; keyId: string; recordId: string },
): Promise<RecordRow | null> {
  const rows = await runStatement<RecordRow>(
    db,
    'read-record',
    sql`
      select ${recordColumns(pipeline, { withResult: true })}
      from ${pipelineTerms(pipeline).table} t
      where t.id = ${recordId} and ${isVisibleTo(pipeline, keyId)}`,
  )
  return rows[0] ?? null
}
