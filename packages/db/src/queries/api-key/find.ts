import { and, eq, isNull } from 'drizzle-orm'
import { build } from '../../build.ts'
import type { Database } from '../../database.ts'
import { answers, type RowOf } from '../../fields.ts'
import { runStatement } from '../../run-statement.ts'
import { apiKeys } from '../../schema/api-keys.ts'

const fields = {
  id: apiKeys.id,
  name: apiKeys.name,
  prefix: apiKeys.prefix,
  scopes: apiKeys.scopes,
  createdAt: apiKeys.createdAt,
}

/** The key with this SHA-256 (lower-case hexadecimal); null when there is none or it was revoked. */
export async function findApiKey(db: Database, { sha256 }: { sha256: string }): Promise<RowOf<typeof fields> | null> {
  const found = build
    .select(answers(fields))
    .from(apiKeys)
    .where(and(eq(apiKeys.sha256, sha256), isNull(apiKeys.revokedAt)))
  return (await runStatement(db, 'find-api-key', found))[0] ?? null
}
