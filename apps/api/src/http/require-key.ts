import { authenticate } from '@edgesweep/core/api-key/authenticate.ts'
import type { Caller } from '@edgesweep/core/caller.ts'
import { EdgesweepError } from '@edgesweep/core/errors.ts'
import { createMiddleware } from 'hono/factory'
import type { ApiEnv } from '../api.ts'
import { callerOfToken } from '../stream/stream-token.ts'

/** A permission of an API key: `read`, or `write` for every change. */
export type Scope = 'read' | 'write'

/** Middleware that requires an API key with the scope; null: with any scope. Throws `unauthenticated` or `forbidden`. */
export const requireKey = (scope: Scope | null) =>
  createMiddleware<ApiEnv>(async (c, next) => {
    const caller = await authenticate(c.var.ctx, c.req.header('authorization'))
    if (scope) requireScope(caller, scope)
    c.set('caller', caller)
    await next()
  })

/** Like `requireKey('read')`, but also accepts `?token=`: a stream token of the job in the path. */
export const requireKeyOrStreamToken = createMiddleware<ApiEnv>(async (c, next) => {
  const token = c.req.query('token')
  const jobId = c.req.param('id')
  if (token === undefined || jobId === undefined || c.req.header('authorization') !== undefined)
    return requireKey('read')(c, next)
  const caller = await callerOfToken(c.var.ctx, token, jobId)
  requireScope(caller, 'read')
  c.set('caller', caller)
  await next()
})

function requireScope({ scopes }: Caller, scope: Scope): void {
  if (!scopes.includes(scope)) throw new EdgesweepError('forbidden', `this API key lacks the scope "${scope}"`)
}
