import { sql } from 'drizzle-orm'
import type { Database } from '../../database.ts'
import { type ArchiveHold, type ArchiveRow, archiveColumns } from '../../rows/archive-row.ts'
import { runStatement } from '../../run-statement.ts'

/**
 * Drops a day's detached partition and ends its archive, if all its rows are archived by count. Otherwise it attaches the partition again
 * and restarts its archive. Returns null and changes nothing when the day is not held.
 */
export async function dropPartition(db: Database, { kind, day, token, step }: ArchiveHold): Promise<ArchiveRow | null> {
  const rows = await runStatement<ArchiveRow>(
    db,
    'drop-partition',
    sql`select ${archiveColumns} from drop_partition(${kind}, ${day}::date, ${token}, ${step}::int) a`,
  )
  return rows[0] ?? null
}
