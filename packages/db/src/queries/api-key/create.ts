import { build } from '../../build.ts'
import type { Database } from '../../database.ts'
import { answers } from '../../fields.ts'
import { runStatement } from '../../run-statement.ts'
import { apiKeys } from '../../schema/api-keys.ts'

interface NewApiKey {
  /** `key_…` */
  id: string
  name: string
  /** The key's recognisable start, for lists. */
  prefix: string
  /** SHA-256 of the whole key, 64 lower-case hexadecimal digits. */
  sha256: string
  scopes: string[]
  /** `whsec_…` */
  webhookSecret: string
}

/** Stores a key's digest. Returns false and changes nothing when that key is already stored. */
export async function createApiKey(db: Database, key: NewApiKey): Promise<boolean> {
  const created = build
    .insert(apiKeys)
    .values(key)
    .onConflictDoNothing({ target: apiKeys.sha256 })
    .returning(answers({ id: apiKeys.id }))
  return (await runStatement(db, 'create-api-key', created)).length === 1
}
