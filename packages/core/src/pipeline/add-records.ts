import { addCreatives as insertCreatives } from '@edgesweep/db/queries/record/add-creatives.ts'
import { addDiscovery } from '@edgesweep/db/queries/record/add-discovery.ts'
import { addProfiles as insertProfiles } from '@edgesweep/db/queries/record/add-profiles.ts'
import type { PipelineName } from '@edgesweep/db/schema/pipelines.ts'
import type { Context } from '../context.ts'
import { checkTarget } from '../visit/check-target.ts'
import type { CreativeRequests, DiscoveryRequest, ProfileRequests } from './record-requests.ts'

/** The number of added records, and of records that existed before. */
export interface Added {
  added: number
  known: number
}

/** Adds GitHub profiles, due at once. A repeated login counts as known. */
export async function addProfiles(
  ctx: Pick<Context, 'db'> & PipelineWakes,
  { records }: ProfileRequests,
): Promise<Added> {
  const added = await insertProfiles(ctx.db, { logins: records.map(({ login }) => login) })
  if (added > 0) await wakePipeline(ctx, 'profiles')
  return { added, known: records.length - added }
}

/** Adds ad creatives, due at once. Adds all or none: throws `target_refused`, which names the refused record. */
export async function addCreatives(
  ctx: Pick<Context, 'db' | 'settings'> & PipelineWakes,
  { records }: CreativeRequests,
): Promise<Added> {
  const creatives = records.map(({ url, advertiser_id }, index) => ({
    // The normalised URL, so that two spellings of an address are one creative.
    url: checkTarget(url, ctx.settings.allowedTargets, `records[${index}].url`).href,
    advertiserId: advertiser_id ?? null,
  }))
  const added = await insertCreatives(ctx.db, { creatives })
  if (added > 0) await wakePipeline(ctx, 'creatives')
  return { added, known: records.length - added }
}

/** Adds a search for GitHub users, due at once. The users that it finds become profiles. Returns the search's id. */
export async function discoverProfiles(
  ctx: Pick<Context, 'db'> & PipelineWakes,
  { query, limit }: DiscoveryRequest,
): Promise<string> {
  const id = await addDiscovery(ctx.db, { query, maxResults: limit })
  await wakePipeline(ctx, 'discoveries')
  return id
}

export type PipelineWakes = Pick<Context, 'log'> & { wakes: Pick<Context['wakes'], 'pipeline'> }

/** Notifies a pipeline's workers of new records. A failed wake-up loses nothing: the scheduler finds the rows. */
export const wakePipeline = ({ wakes, log }: PipelineWakes, pipeline: PipelineName): Promise<void> =>
  wakes.pipeline(pipeline).catch((error) => log.warn('pipeline.wake_failed', { pipeline, error: String(error) }))
