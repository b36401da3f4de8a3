import type { Caller } from '@edgesweep/core/caller.ts'
import type { Context, FileLister } from '@edgesweep/core/context.ts'
import type { Replica } from '@edgesweep/core/replica/replica.ts'
import type { OpenAPIHono } from '@hono/zod-openapi'
import type { LiveReads } from './live/live-reads.ts'

/** The parts that are Durable Objects. Only the API on Cloudflare has them. */
export type LaneParts = Pick<Context, 'lanes' | 'jobs' | 'browsers' | 'domainReader' | 'streams'>

type NoLaneParts = { [Part in keyof LaneParts]?: undefined }

/** The parts of a request's context that the runtime supplies. */
export type ApiParts = Pick<Context, 'db' | 'settings' | 'clock' | 'log' | 'keepAlive'> &
  (LaneParts | NoLaneParts) & {
    /** Null on a host without a bucket. */
    files: (Context['files'] & FileLister) | null
    wakes: Pick<Context['wakes'], 'pipeline' | 'imports'>
    /** The primary database for reads only, with its own role and connections. */
    primaryReads: Context['db']
    replica?: Replica | undefined
  }

/** The context of one request. */
export type ApiContext = ApiParts & {
  /** For answers with the last known state, maybe from a replica. Not for claims, API keys or reads of the caller's own writes. */
  reads: LiveReads
}

/** `caller` is set on every route that requires a key. */
export interface ApiEnv {
  Variables: { ctx: ApiContext; caller: Caller }
}

/** The Hono app to which each file in `routes/` adds its route. */
export type Api = OpenAPIHono<ApiEnv>
