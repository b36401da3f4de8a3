import { createApiKey } from '@edgesweep/db/queries/api-key/create.ts'
import type { Context } from '../context.ts'
import { sha256Hex } from '../sha256.ts'

/** An API key in plain text. Only its owner may keep it. */
export interface ApiKey {
  /** `esk_` and 192 random bits in base64url. */
  key: string
  /** Signs the webhooks of jobs that carry their own URL: `whsec_` and 192 random bits in base64. */
  webhookSecret: string
}

/** Generates a random key. It is not stored. */
export function mintApiKey(): ApiKey {
  const random = () => btoa(String.fromCharCode(...crypto.getRandomValues(new Uint8Array(24))))
  return { key: `esk_${random().replaceAll('+', '-').replaceAll('/', '_')}`, webhookSecret: `whsec_${random()}` }
}

/** Stores a key's SHA-256, not the key. Returns false when the hash is already stored. */
export async function storeApiKey(
  { db }: Pick<Context, 'db'>,
  { key, webhookSecret }: ApiKey,
  { id, name, scopes }: { id: string; name: string; scopes: Array<'read' | 'write'> },
): Promise<boolean> {
  return createApiKey(db, { id, name, prefix: key.slice(0, 8), sha256: await sha256Hex(key), scopes, webhookSecret })
}
