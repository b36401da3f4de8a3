import { sql } from 'drizzle-orm'
import type { Database } from '../../database.ts'
import { runStatement } from '../../run-statement.ts'

interface ApiKeyRow {
  id: string
  name: string
  prefix: string
  scopes: string[]
  createdAt: string
}

/** The key with this SHA-256 (lower-case hexadecimal); null when there is none or it was revoked. */
export async function findApiKey(db: Database, { sha256 }: { sha256: string }): Promise<ApiKeyRow | null> {
  const rows = await runStatement<ApiKeyRow>(
    db,
    'find-api-key',
    sql`
      select id, name, prefix, scopes, iso_time(created_at) as "createdAt"
      from api_keys
      where sha256 = ${sha256} and revoked_at is null`,
  )
  return rows[0] ?? null
}
