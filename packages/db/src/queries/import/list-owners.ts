import { inArray } from 'drizzle-orm'
import { build } from '../../build.ts'
import type { Database } from '../../database.ts'
import { answers } from '../../fields.ts'
import { type ImportOwner, importOwnerFields } from '../../rows/import-owner-row.ts'
import { runStatement } from '../../run-statement.ts'
import { imports } from '../../schema/imports.ts'

/** The imports among these ids that exist. */
export async function listImportOwners(db: Database, { ids }: { ids: string[] }): Promise<ImportOwner[]> {
  if (ids.length === 0) return []
  const owners = build.select(answers(importOwnerFields)).from(imports).where(inArray(imports.id, ids))
  return runStatement(db, 'list-import-owners', owners)
}
