import { authenticate } from '@edgesweep/core/api-key/authenticate.ts'
import { EdgesweepError } from '@edgesweep/core/errors.ts'
import type { Context } from 'hono'
import { createMiddleware } from 'hono/factory'
import type { ApiEnv } from '../api.ts'
import { callerOfToken } from '../stream/stream-token.ts'

/** Lets a request through with a valid key whose scopes allow it: `read` to look, `write` for the rest. A job's events open with a stream token, too. */
export const requireKey = createMiddleware<ApiEnv>(async (c, next) => {
  const authorization = c.req.header('authorization')
  const token = authorization === undefined ? streamTokenOf(c) : null
  const caller = token
    ? await callerOfToken(c.var.ctx, token.text, token.jobId)
    : await authenticate(c.var.ctx, authorization)
  const scope = onlyLooks(c) ? 'read' : 'write'
  if (!caller.scopes.includes(scope)) throw new EdgesweepError('forbidden', `this API key lacks the scope "${scope}"`)
  c.set('caller', caller)
  await next()
})

function streamTokenOf(c: Context<ApiEnv>): { text: string; jobId: string } | null {
  const jobId = /^\/v1\/jobs\/([^/]+)\/events$/.exec(c.req.path)?.[1]
  const text = c.req.query('token')
  return jobId !== undefined && text !== undefined ? { text, jobId } : null
}

/** A stream token lets nobody do more than look. */
const onlyLooks = (c: Context<ApiEnv>) =>
  c.req.method === 'GET' || c.req.method === 'HEAD' || /^\/v1\/jobs\/[^/]+\/stream-token$/.test(c.req.path)
