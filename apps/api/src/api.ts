import type { Caller } from '@edgesweep/core/caller.ts'
import type { Context } from '@edgesweep/core/context.ts'
import type { Replica } from '@edgesweep/core/replica/replica.ts'
import type { OpenAPIHono } from '@hono/zod-openapi'
import type { LiveReads } from './live/live-reads.ts'

/** The parts of a request's context that the runtime supplies. */
export type ApiParts = Pick<
  Context,
  'db' | 'settings' | 'clock' | 'log' | 'lanes' | 'jobs' | 'browsers' | 'streams' | 'files'
> & {
  wakes: Pick<Context['wakes'], 'pipeline' | 'imports'>
  /** The primary database for reads only, with its own role and connections. */
  primaryReads: Context['db']
  replica?: Replica | undefined
}

/** The context of one request. */
export interface ApiContext extends ApiParts {
  /** For answers with the last known state, maybe from a replica. Not for claims, API keys or reads of the caller's own writes. */
  reads: LiveReads
}

/** `caller` is set on every route that requires a key. */
export interface ApiEnv {
  Variables: { ctx: ApiContext; caller: Caller }
}

/** The Hono app to which each file in `routes/` adds its route. */
export type Api = OpenAPIHono<ApiEnv>
