import { asc, lt } from 'drizzle-orm'
import { build } from '../../build.ts'
import type { Database } from '../../database.ts'
import { answers } from '../../fields.ts'
import { type ImportOwner, importOwnerFields } from '../../rows/import-owner-row.ts'
import { runStatement } from '../../run-statement.ts'
import { imports } from '../../schema/imports.ts'

/** Imports that ended before a time (ISO 8601), the oldest first. */
export function readOldImports(
  db: Database,
  { before, limit }: { before: string; limit: number },
): Promise<ImportOwner[]> {
  const old = build
    .select(answers(importOwnerFields))
    .from(imports)
    .where(lt(imports.endedAt, before))
    .orderBy(asc(imports.endedAt))
    .limit(limit)
  return runStatement(db, 'read-old-imports', old)
}
