import { sql } from 'drizzle-orm'
import { build } from '../../build.ts'
import type { Database } from '../../database.ts'
import { answers } from '../../fields.ts'
import { runStatement } from '../../run-statement.ts'
import { pipelineCompletions } from '../../schema/pipeline-completions.ts'
import type { PipelineName } from '../../schema/pipelines.ts'

interface Completions {
  pipeline: PipelineName
  instance: string
  /** Number of records completed since the instance's last report. */
  completed: number
}

/** Adds to an instance's count of completed records for the current minute. Returns that minute. */
export async function recordCompletions(db: Database, completions: Completions): Promise<{ minute: string }> {
  const { pipeline, instance, minute, completed } = pipelineCompletions
  const recorded = build
    .insert(pipelineCompletions)
    .values({ ...completions, minute: sql`date_trunc('minute', now())` })
    .onConflictDoUpdate({
      target: [pipeline, instance, minute],
      set: { completed: sql`${completed} + excluded.completed` },
    })
    .returning(answers({ minute }))
  return (await runStatement(db, 'record-completions', recorded))[0]!
}
