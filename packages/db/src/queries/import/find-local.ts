import { and, desc, eq, isNull } from 'drizzle-orm'
import { build } from '../../build.ts'
import type { Database } from '../../database.ts'
import { answers } from '../../fields.ts'
import { type ImportRow, type ImportTable, importFields, importsTable } from '../../rows/import-row.ts'
import { runStatement } from '../../run-statement.ts'

/** The import of a host's own file that has not ended; null when there is none. `filename` contains the host's name and the path. */
export async function findLocalImport(
  db: Database,
  { table, filename, bytes }: { table: ImportTable; filename: string; bytes: number },
): Promise<ImportRow | null> {
  const i = importsTable
  const found = build
    .select(answers(importFields))
    .from(i)
    .where(
      and(eq(i.isLocal, true), eq(i.target, table), eq(i.filename, filename), eq(i.bytes, bytes), isNull(i.endedAt)),
    )
    .orderBy(desc(i.createdAt))
    .limit(1)
  return (await runStatement(db, 'find-local-import', found))[0] ?? null
}
