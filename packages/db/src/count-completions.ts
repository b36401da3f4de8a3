import { type SQL, sql } from 'drizzle-orm'
import type { PipelineName } from './pipelines.ts'

/**
 * The part of a statement that counts what it has ended well, in a CTE named `done`, for its instance. One writer an instance at a time, or they
 * wait for one another.
 */
export const countCompletions = (pipeline: PipelineName, instance: string): SQL => sql`
  insert into pipeline_completions as c (pipeline, instance, minute, completed)
  select ${pipeline}, ${instance}, date_trunc('minute', now()), count(*) from done having count(*) > 0
  on conflict (pipeline, instance, minute) do update set completed = c.completed + excluded.completed`
