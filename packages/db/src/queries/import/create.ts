import { build } from '../../build.ts'
import type { Database } from '../../database.ts'
import { answers } from '../../fields.ts'
import { type ImportRow, type ImportTable, importFields } from '../../rows/import-row.ts'
import { runStatement } from '../../run-statement.ts'
import { imports } from '../../schema/imports.ts'

interface NewImport {
  /** `imp_…` */
  id: string
  /** Id of the caller's API key; null for an import that a host started. */
  keyId: string | null
  table: ImportTable
  filename: string
  /** `uploading`: the file arrives in pieces. `splitting`: the whole file is stored. */
  status: 'uploading' | 'splitting'
  /** The file is on this host, which reads it without an upload. */
  isLocal: boolean
  bytes: number | null
  compression: 'none' | 'gzip' | null
  encoding: string | null
}

/** Stores an import. It is due at once if its whole file is stored. */
export async function createImport(db: Database, { table: target, ...added }: NewImport): Promise<ImportRow> {
  const created = build
    .insert(imports)
    .values({ ...added, target, isSplit: added.isLocal })
    .returning(answers(importFields))
  return (await runStatement(db, 'create-import', created))[0]!
}
