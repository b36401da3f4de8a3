import { findApiKeyById } from '@edgesweep/db/queries/api-key/find-by-id.ts'
import type { Caller } from '../caller.ts'
import type { Context } from '../context.ts'
import { sha256Hex } from '../sha256.ts'
import { KnownKeys } from './known-keys.ts'

/** The secret that signs an API key's stream tokens. Revoking the key invalidates them. */
export interface StreamKey {
  caller: Caller
  secret: string
}

const known = new KnownKeys<StreamKey>()

/** Null when there is no API key with this id, or when it was revoked. */
export function findStreamKey(ctx: Pick<Context, 'db' | 'clock'>, keyId: string): Promise<StreamKey | null> {
  return known.find(keyId, ctx.clock.now(), async () => {
    const key = await findApiKeyById(ctx.db, { id: keyId })
    return key && { caller: { keyId, scopes: key.scopes }, secret: await sha256Hex(`stream-token ${key.sha256}`) }
  })
}
