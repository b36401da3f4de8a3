import { and, eq, sql } from 'drizzle-orm'
import { build } from '../../build.ts'
import type { Database } from '../../database.ts'
import { answers } from '../../fields.ts'
import { type ImportRow, importFields } from '../../rows/import-row.ts'
import { runStatement } from '../../run-statement.ts'
import { imports } from '../../schema/imports.ts'

/** Makes an import due after the upload of its file. Null when the import is unknown or not `uploading`. */
export async function startImport(
  db: Database,
  { importId, bytes }: { importId: string; bytes: number },
): Promise<ImportRow | null> {
  const started = build
    .update(imports)
    .set({ status: 'splitting', bytes, nextAttemptAt: sql`now()` })
    .where(and(eq(imports.id, importId), eq(imports.status, 'uploading')))
    .returning(answers(importFields))
  return (await runStatement(db, 'start-import', started))[0] ?? null
}
