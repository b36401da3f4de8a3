import { sql } from 'drizzle-orm'
import type { Database } from '../../database.ts'
import { runStatement } from '../../run-statement.ts'
import { storableJson } from '../../storable-json.ts'

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

/** Stores a key's digest; false, and nothing changed, when that key is stored already. */
export async function createApiKey(db: Database, key: NewApiKey): Promise<boolean> {
  const rows = await runStatement(
    db,
    'create-api-key',
    sql`
      insert into api_keys (id, name, prefix, sha256, scopes, webhook_secret)
      values (
        ${key.id}, ${key.name}, ${key.prefix}, ${key.sha256},
        array(select jsonb_array_elements_text(${storableJson(key.scopes)}::jsonb)), ${key.webhookSecret}
      )
      on conflict (sha256) do nothing
      returning id`,
  )
  return rows.length === 1
}
