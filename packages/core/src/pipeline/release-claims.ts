import { releaseClaims as releaseInstance } from '@edgesweep/db/queries/claim/release.ts'
import { releaseStaleClaims } from '@edgesweep/db/queries/claim/release-stale.ts'
import type { PipelineName } from '@edgesweep/db/schema/pipelines.ts'
import type { Context } from '../context.ts'
import type { ReleaseRequest } from './record-requests.ts'

/** Records released per statement. */
const limit = 500
/** A release by hand asks for another attempt, so no record fails here, even after many claims. */
const maxAttempts = 2_147_483_647

/**
 * Releases claims by hand: all of one instance, or all whose lease has expired. Their records are due at once, and the results
 * of the former holder are refused. Returns the number of released claims.
 */
export async function releaseClaims(
  ctx: Pick<Context, 'db' | 'log'>,
  pipeline: PipelineName,
  { instance }: ReleaseRequest,
): Promise<number> {
  const released = instance ? await releaseInstance(ctx.db, pipeline, instance) : await releaseAllStale(ctx, pipeline)
  ctx.log.info('claim.released', { pipeline, instance, released })
  return released
}

async function releaseAllStale(ctx: Pick<Context, 'db'>, pipeline: PipelineName): Promise<number> {
  let released = 0
  while (true) {
    const claims = await releaseStaleClaims(ctx.db, pipeline, { maxAttempts, limit })
    released += claims.length
    if (claims.length < limit) return released
  }
}
