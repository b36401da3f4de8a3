import { addDiscovery } from '@edgesweep/db/queries/record/add-discovery.ts'
import type { Context } from '../context.ts'
import type { DiscoveryRequest } from './record-requests.ts'
import { type PipelineWakes, wakePipeline } from './wake-pipeline.ts'

/** Adds a search for GitHub users, due at once; whom it finds become profiles to read. Gives its id. */
export async function discoverProfiles(
  ctx: Pick<Context, 'db'> & PipelineWakes,
  { query, limit }: DiscoveryRequest,
): Promise<string> {
  const id = await addDiscovery(ctx.db, { query, maxResults: limit })
  await wakePipeline(ctx, 'discoveries')
  return id
}
