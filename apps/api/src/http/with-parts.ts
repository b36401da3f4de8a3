import type { FileLister, FileStore } from '@edgesweep/core/context.ts'
import { EdgesweepError } from '@edgesweep/core/errors.ts'
import type { ApiContext, LaneParts } from '../api.ts'

/** The context of a request that needs lanes, jobs or browsers. Throws `unavailable` on a host without them. */
export function withLanes(ctx: ApiContext): ApiContext & LaneParts {
  if (ctx.lanes) return ctx
  throw new EdgesweepError('unavailable', 'this host has no lanes: send jobs to the API on Cloudflare')
}

/** The context of a request that needs stored files. Throws `unavailable` on a host without a bucket. */
export function withFiles(ctx: ApiContext): ApiContext & { files: FileStore & FileLister } {
  const { files } = ctx
  if (files) return { ...ctx, files }
  throw new EdgesweepError('unavailable', 'this host has no bucket: request files from the API on Cloudflare')
}
