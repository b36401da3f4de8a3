import { and, eq, isNull } from 'drizzle-orm'
import { build } from '../../build.ts'
import type { Database } from '../../database.ts'
import { answers } from '../../fields.ts'
import { type ImportRow, importFields, importsTable } from '../../rows/import-row.ts'
import { runStatement } from '../../run-statement.ts'

/** Reads an import of a caller; with `keyId` null, an import that a host started. Null when there is no such import. */
export async function readImport(
  db: Database,
  { importId, keyId }: { importId: string; keyId: string | null },
): Promise<ImportRow | null> {
  const i = importsTable
  const read = build
    .select(answers(importFields))
    .from(i)
    .where(and(eq(i.id, importId), keyId === null ? isNull(i.keyId) : eq(i.keyId, keyId)))
  return (await runStatement(db, 'read-import', read))[0] ?? null
}
