import { sql } from 'drizzle-orm'
import type { Database } from '../../database.ts'
import {
  type ArchiveHold,
  type ArchiveRow,
  type ArchiveStatus,
  archiveColumns,
  isHeld,
  steppedOn,
} from '../../rows/archive-row.ts'
import { runStatement } from '../../run-statement.ts'
import type { ArchivePosition } from '../../schema/archives.ts'

interface ArchiveStepped {
  status: ArchiveStatus
  verifiedParts: number
  position: ArchivePosition | null
}

/** Records a step that writes no part. Returns null and changes nothing when the day is not held. */
export async function stepArchive(
  db: Database,
  hold: ArchiveHold,
  { status, verifiedParts, position }: ArchiveStepped,
): Promise<ArchiveRow | null> {
  const rows = await runStatement<ArchiveRow>(
    db,
    'step-archive',
    sql`
      update archives a
      set status = ${status}, verified_parts = ${verifiedParts}::int,
        position = ${position && JSON.stringify(position)}::jsonb, ${steppedOn(hold)}
      where ${isHeld(hold)}
      returning ${archiveColumns}`,
  )
  return rows[0] ?? null
}
