import { addCreatives as insertCreatives } from '@edgesweep/db/queries/record/add-creatives.ts'
import type { Context } from '../context.ts'
import { checkTarget } from '../visit/check-target.ts'
import type { Added } from './add-profiles.ts'
import type { CreativeRequests } from './record-requests.ts'
import { type PipelineWakes, wakePipeline } from './wake-pipeline.ts'

/** Adds ad creatives to be fetched, due at once: all of them, or none and `target_refused`, which names the record. */
export async function addCreatives(
  ctx: Pick<Context, 'db' | 'settings'> & PipelineWakes,
  { records }: CreativeRequests,
): Promise<Added> {
  const creatives = records.map(({ url, advertiser_id }, index) => ({
    // As URL parsing leaves it, so that two ways to write an address are one creative.
    url: checkTarget(url, ctx.settings.allowedTargets, `records[${index}].url`).href,
    advertiserId: advertiser_id ?? null,
  }))
  const added = await insertCreatives(ctx.db, { creatives })
  if (added > 0) await wakePipeline(ctx, 'creatives')
  return { added, known: records.length - added }
}
