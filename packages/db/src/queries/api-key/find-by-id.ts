import { and, eq, isNull } from 'drizzle-orm'
import { build } from '../../build.ts'
import type { Database } from '../../database.ts'
import { answers, type RowOf } from '../../fields.ts'
import { runStatement } from '../../run-statement.ts'
import { apiKeys } from '../../schema/api-keys.ts'

const fields = { id: apiKeys.id, scopes: apiKeys.scopes, sha256: apiKeys.sha256 }

/** The scopes and the digest of the key with this id; null when there is none or it was revoked. */
export async function findApiKeyById(db: Database, { id }: { id: string }): Promise<RowOf<typeof fields> | null> {
  const found = build
    .select(answers(fields))
    .from(apiKeys)
    .where(and(eq(apiKeys.id, id), isNull(apiKeys.revokedAt)))
  return (await runStatement(db, 'find-api-key-by-id', found))[0] ?? null
}
