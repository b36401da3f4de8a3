import { inArray } from 'drizzle-orm'
import { build } from '../../build.ts'
import type { Database } from '../../database.ts'
import { runStatement } from '../../run-statement.ts'
import { imports } from '../../schema/imports.ts'

/** Deletes ended imports, whose files are already deleted. Returns their number. */
export async function deleteImports(db: Database, { ids }: { ids: string[] }): Promise<number> {
  const deleted = build.delete(imports).where(inArray(imports.id, ids)).returning({ id: imports.id })
  return (await runStatement(db, 'delete-imports', deleted)).length
}
