import type { Caller } from '@edgesweep/core/caller.ts'
import type { Context } from '@edgesweep/core/context.ts'
import type { OpenAPIHono } from '@hono/zod-openapi'

/** What requests work with, the same on every runtime. */
export type ApiContext = Pick<
  Context,
  'db' | 'settings' | 'clock' | 'log' | 'lanes' | 'jobs' | 'browsers' | 'streams' | 'files'
> & {
  wakes: Pick<Context['wakes'], 'pipeline' | 'imports'>
}

/** `caller` is set wherever a key is asked for. */
export interface ApiEnv {
  Variables: { ctx: ApiContext; caller: Caller }
}

/** The app that each file of `routes/` adds its endpoint to. */
export type Api = OpenAPIHono<ApiEnv>
