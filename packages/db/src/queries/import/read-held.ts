import { and, eq } from 'drizzle-orm'
import { build } from '../../build.ts'
import type { Database } from '../../database.ts'
import { answers } from '../../fields.ts'
import { type ImportRow, importFields, importsTable } from '../../rows/import-row.ts'
import { runStatement } from '../../run-statement.ts'

/** Reads a claimed import; null when the token no longer holds it. */
export async function readHeldImport(
  db: Database,
  { importId, token }: { importId: string; token: string },
): Promise<ImportRow | null> {
  const read = build
    .select(answers(importFields))
    .from(importsTable)
    .where(and(eq(importsTable.id, importId), eq(importsTable.leaseToken, token)))
  return (await runStatement(db, 'read-held-import', read))[0] ?? null
}
