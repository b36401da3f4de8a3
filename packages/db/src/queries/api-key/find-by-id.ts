import { sql } from 'drizzle-orm'
import type { Database } from '../../database.ts'
import { runStatement } from '../../run-statement.ts'

/** What a key may do, and its digest: SHA-256 in lower-case hexadecimal. */
interface ApiKeyDigest {
  id: string
  scopes: string[]
  sha256: string
}

/** The key with this id; null when there is none or it was revoked. */
export async function findApiKeyById(db: Database, { id }: { id: string }): Promise<ApiKeyDigest | null> {
  const rows = await runStatement<ApiKeyDigest>(
    db,
    'find-api-key-by-id',
    sql`
      select id, scopes, sha256
      from api_keys
      where id = ${id} and revoked_at is null`,
  )
  return rows[0] ?? null
}
