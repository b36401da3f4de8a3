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
  /** Records that it has completed since its last report. */
  completed: number
}

/** Adds to an instance's completed records of the present minute. Returns that minute. */
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
