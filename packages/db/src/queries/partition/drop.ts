import { sql } from 'drizzle-orm'
import type { Database } from '../../database.ts'
import { type ArchiveHold, type ArchiveRow, archiveColumns } from '../../rows/archive-row.ts'
import { runStatement } from '../../run-statement.ts'

/**
 * Drops a day's detached partition if it has as many rows as were archived, and ends its archive. Otherwise the partition is attached again
 * and archived again. Null, and nothing changed, when the day is not held.
 */
export async function dropPartition(db: Database, { kind, day, token, step }: ArchiveHold): Promise<ArchiveRow | null> {
  const rows = await runStatement<ArchiveRow>(
    db,
    'drop-partition',
    sql`select ${archiveColumns} from drop_partition(${kind}, ${day}::date, ${token}, ${step}::int) a`,
  )
  return rows[0] ?? null
}
