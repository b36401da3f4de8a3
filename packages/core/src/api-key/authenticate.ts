import { findApiKey } from '@edgesweep/db/queries/api-key/find.ts'
import type { Caller } from '../caller.ts'
import type { Context } from '../context.ts'
import { EdgesweepError } from '../errors.ts'
import { sha256Hex } from '../sha256.ts'
import { KnownKeys } from './known-keys.ts'

const trusted = new KnownKeys<Caller>()

const unauthenticated = () =>
  new EdgesweepError('unauthenticated', 'send a valid API key as `Authorization: Bearer esk_…`')

/** The caller of an `Authorization` header. Throws `unauthenticated`. Only hashes of keys are stored, and only valid keys are cached. */
export async function authenticate(
  ctx: Pick<Context, 'db' | 'clock'>,
  authorization: string | undefined,
): Promise<Caller> {
  const key = /^bearer +(esk_\S{8,200})$/i.exec(authorization ?? '')?.[1]
  if (!key) throw unauthenticated()
  const sha256 = await sha256Hex(key)
  const caller = await trusted.find(sha256, ctx.clock.now(), async () => {
    const found = await findApiKey(ctx.db, { sha256 })
    return found && { keyId: found.id, scopes: found.scopes }
  })
  if (!caller) throw unauthenticated()
  return caller
}
