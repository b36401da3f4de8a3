import { sql } from 'drizzle-orm'
import type { Database } from '../../database.ts'
import { type LineVerdict, noteVerdicts, verdictFields } from '../../fragments/lines.ts'
import { runStatement } from '../../run-statement.ts'
import { type LinedPipeline, linesOf } from '../../schema/pipelines.ts'
import { storableJson } from '../../storable-json.ts'

/** Notes how attempts in the lines of a pipeline ended. */
export async function judgeLines(db: Database, pipeline: LinedPipeline, verdicts: LineVerdict[]): Promise<void> {
  const source = sql`jsonb_to_recordset(${storableJson(verdicts)}::jsonb) as v ${verdictFields}`
  await runStatement(db, 'judge-lines', noteVerdicts(linesOf(pipeline).verdicts, source))
}
