import { findApiKey } from '@edgesweep/db/queries/find-api-key.ts'
import type { Caller } from '../caller.ts'
import type { Context } from '../context.ts'
import { EdgesweepError } from '../errors.ts'
import { sha256Hex } from '../sha256.ts'

/** How long a key that was good is taken to be good: also how long a revoked one still works in a running isolate. */
const trustMs = 60_000
const trusted = new Map<string, { caller: Caller; until: number }>()

const unauthenticated = () =>
  new EdgesweepError('unauthenticated', 'send a valid API key as `Authorization: Bearer esk_…`')

/** The caller behind an `Authorization` header. Throws `unauthenticated`. Only the key's hash is stored, and only good ones are remembered. */
export async function authenticate(
  ctx: Pick<Context, 'db' | 'clock'>,
  authorization: string | undefined,
): Promise<Caller> {
  const key = /^Bearer (esk_\S{8,200})$/.exec(authorization ?? '')?.[1]
  if (!key) throw unauthenticated()
  const sha256 = await sha256Hex(key)
  const now = ctx.clock.now()
  const known = trusted.get(sha256)
  if (known && known.until > now) return known.caller
  trusted.delete(sha256)
  const found = await findApiKey(ctx.db, { sha256 })
  if (!found) throw unauthenticated()
  const caller = { keyId: found.id, scopes: found.scopes }
  trusted.set(sha256, { caller, until: now + trustMs })
  return caller
}
