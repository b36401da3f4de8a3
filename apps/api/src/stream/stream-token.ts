import { findStreamKey } from '@edgesweep/core/api-key/stream-key.ts'
import type { Caller } from '@edgesweep/core/caller.ts'
import { EdgesweepError } from '@edgesweep/core/errors.ts'
import { decode, sign, verify } from 'hono/jwt'
import type { ApiContext } from '../api.ts'

const lifetimeSeconds = 300
const keyId = /^[\w-]{1,64}$/

/** Makes a token (JWT, HS256) for the events of one job, valid for five minutes. `expiresAt` is in epoch seconds. */
export async function makeStreamToken(
  ctx: Pick<ApiContext, 'db' | 'clock'>,
  { keyId }: Caller,
  jobId: string,
): Promise<{ token: string; expiresAt: number }> {
  const key = await findStreamKey(ctx, keyId)
  if (!key) throw new EdgesweepError('unauthenticated', 'the API key has been revoked')
  const expiresAt = Math.floor(ctx.clock.now() / 1000) + lifetimeSeconds
  return { token: await sign({ sub: keyId, job: jobId, exp: expiresAt }, key.secret, 'HS256'), expiresAt }
}

/** The caller that created the token. Throws `unauthenticated` if the token is invalid, expired or for another job. */
export async function callerOfToken(
  ctx: Pick<ApiContext, 'db' | 'clock'>,
  token: string,
  jobId: string,
): Promise<Caller> {
  const claimed = readKeyId(token)
  const key = claimed === null ? null : await findStreamKey(ctx, claimed)
  // The verifier's error is not passed on, because its message contains the token.
  const claims = key && (await verify(token, key.secret, 'HS256').catch(() => null))
  if (key && claims?.job === jobId) return key.caller
  throw new EdgesweepError(
    'unauthenticated',
    'the stream token is expired or not for this job: create one with POST /v1/jobs/{id}/stream-token',
    { field: 'token' },
  )
}

function readKeyId(token: string): string | null {
  try {
    const { sub } = decode(token).payload
    return typeof sub === 'string' && keyId.test(sub) ? sub : null
  } catch {
    return null
  }
}
