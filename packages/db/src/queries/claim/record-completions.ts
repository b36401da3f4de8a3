import { sql } from 'drizzle-orm'
import type { Database } from '../../database.ts'
import type { PipelineName } from '../../pipelines.ts'
import { runStatement } from '../../run-statement.ts'

interface Completions {
  pipeline: PipelineName
  instance: string
  /** Records that it has ended well since it told last. */
  completed: number
}

/** Counts what an instance has completed, for people: by the minute. */
export async function recordCompletions(
  db: Database,
  { pipeline, instance, completed }: Completions,
): Promise<{ minute: string }> {
  const rows = await runStatement<{ minute: string }>(
    db,
    'record-completions',
    sql`
      insert into pipeline_completions as c (pipeline, instance, minute, completed)
      values (${pipeline}, ${instance}, date_trunc('minute', now()), ${completed}::int)
      on conflict (pipeline, instance, minute) do update set completed = c.completed + excluded.completed
      returning iso_time(minute) as minute`,
  )
  return rows[0]!
}
