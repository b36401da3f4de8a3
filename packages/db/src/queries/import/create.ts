import { sql } from 'drizzle-orm'
import type { Database } from '../../database.ts'
import { type ImportRow, type ImportTable, importColumns } from '../../rows/import-row.ts'
import { runStatement } from '../../run-statement.ts'

interface NewImport {
  /** `imp_…` */
  id: string
  /** The caller; null on a host. */
  keyId: string | null
  table: ImportTable
  filename: string
  /** `uploading`: the file comes by and by. `splitting`: all of it is there. */
  status: 'uploading' | 'splitting'
  /** The file is on this host, to be read as it is. */
  isLocal: boolean
  bytes: number | null
  compression: 'none' | 'gzip' | null
  encoding: string | null
}

/** Stores an import, due at once where its file is there. */
export async function createImport(db: Database, added: NewImport): Promise<ImportRow> {
  const rows = await runStatement<ImportRow>(
    db,
    'create-import',
    sql`
      insert into imports as i (id, key_id, target, filename, status, is_local, is_split, bytes, compression, encoding)
      values (
        ${added.id}, ${added.keyId}::text, ${added.table}, ${added.filename}, ${added.status}, ${added.isLocal}::boolean, ${added.isLocal}::boolean,
        ${added.bytes}::bigint, ${added.compression}::text, ${added.encoding}::text
      )
      returning ${importColumns}`,
  )
  return rows[0]!
}
