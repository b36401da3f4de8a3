import { authenticate } from '@edgesweep/core/api-key/authenticate.ts'
import { EdgesweepError } from '@edgesweep/core/errors.ts'
import { createMiddleware } from 'hono/factory'
import type { ApiEnv } from './api.ts'

/** Lets a request through with a valid key whose scopes allow it: `read` to look, `write` for the rest. */
export const requireKey = createMiddleware<ApiEnv>(async (c, next) => {
  const caller = await authenticate(c.var.ctx, c.req.header('authorization'))
  const scope = c.req.method === 'GET' || c.req.method === 'HEAD' ? 'read' : 'write'
  if (!caller.scopes.includes(scope)) throw new EdgesweepError('forbidden', `this API key lacks the scope "${scope}"`)
  c.set('caller', caller)
  await next()
})
