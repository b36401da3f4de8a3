import { addProfiles as insertProfiles } from '@edgesweep/db/queries/record/add-profiles.ts'
import type { Context } from '../context.ts'
import type { ProfileRequests } from './record-requests.ts'
import { type PipelineWakes, wakePipeline } from './wake-pipeline.ts'

/** How many records were added, and how many of those named were known before. */
export interface Added {
  added: number
  known: number
}

/** Adds GitHub profiles to be read, due at once. A login that is named twice counts as known the second time. */
export async function addProfiles(
  ctx: Pick<Context, 'db'> & PipelineWakes,
  { records }: ProfileRequests,
): Promise<Added> {
  const added = await insertProfiles(ctx.db, { logins: records.map(({ login }) => login) })
  if (added > 0) await wakePipeline(ctx, 'profiles')
  return { added, known: records.length - added }
}
