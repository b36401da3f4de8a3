import { and, desc, eq, lt } from 'drizzle-orm'
import { build } from '../../build.ts'
import type { Database } from '../../database.ts'
import { answers } from '../../fields.ts'
import { ifGiven } from '../../fragments/if-given.ts'
import { type ImportRow, importFields, importsTable } from '../../rows/import-row.ts'
import { runStatement } from '../../run-statement.ts'

interface ImportsPage {
  keyId: string
  /** The id of the last import on the previous page. */
  before: string | null
  limit: number
}

/** A caller's imports, newest first. */
export function listImports(db: Database, { keyId, before, limit }: ImportsPage): Promise<ImportRow[]> {
  const listed = build
    .select(answers(importFields))
    .from(importsTable)
    .where(
      and(
        eq(importsTable.keyId, keyId),
        ifGiven(before, (id) => lt(importsTable.id, id)),
      ),
    )
    .orderBy(desc(importsTable.id))
    .limit(limit)
  return runStatement(db, 'list-imports', listed)
}
