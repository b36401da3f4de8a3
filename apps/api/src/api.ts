import type { Caller } from '@edgesweep/core/caller.ts'
import type { Context } from '@edgesweep/core/context.ts'
import type { Replica } from '@edgesweep/core/replica/replica.ts'
import type { OpenAPIHono } from '@hono/zod-openapi'
import type { LiveReads } from './live/live-reads.ts'

/** What an app gives its requests, the same on every runtime. */
export type ApiParts = Pick<
  Context,
  'db' | 'settings' | 'clock' | 'log' | 'lanes' | 'jobs' | 'browsers' | 'streams' | 'files'
> & {
  wakes: Pick<Context['wakes'], 'pipeline' | 'imports'>
  /** The primary for reads alone, with connections of their own. */
  primaryReads: Context['db']
  replica?: Replica | undefined
}

/** What a request works with. */
export interface ApiContext extends ApiParts {
  /** For answers of the last known state: never for a claim, what the caller has just written, or a key. */
  reads: LiveReads
}

/** `caller` is set wherever a key is asked for. */
export interface ApiEnv {
  Variables: { ctx: ApiContext; caller: Caller }
}

/** The app that each file of `routes/` adds its endpoint to. */
export type Api = OpenAPIHono<ApiEnv>
