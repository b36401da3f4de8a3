import { sql } from 'drizzle-orm'
import type { Database } from '../../database.ts'
import { type PipelineName, pipelineTables } from '../../pipelines.ts'
import { type RecordRow, recordColumns, recordsVisibleTo } from '../../rows/record-row.ts'
import { runStatement } from '../../run-statement.ts'

/** One record of a pipeline with what has come of it; null when there is none that the caller may see. */
export async function readRecord(
  db: Database,
  { pipeline, keyId, recordId }: { pipeline: PipelineName; keyId: string; recordId: string },
): Promise<RecordRow | null> {
  const rows = await runStatement<RecordRow>(
    db,
    'read-record',
    sql`
      select ${recordColumns(pipeline, { withResult: true })}
      from ${pipelineTables[pipeline].table} t
      where t.id = ${recordId} and ${recordsVisibleTo(pipeline, keyId)}`,
  )
  return rows[0] ?? null
}
