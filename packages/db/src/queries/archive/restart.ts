import { sql } from 'drizzle-orm'
import type { Database } from '../../database.ts'
import { type ArchiveHold, isHeld } from '../../rows/archive-row.ts'
import { runStatement } from '../../run-statement.ts'

/** Restarts a day's archive from its first row because its files are wrong. Does nothing when the day is not held or already verified. */
export async function restartArchive(db: Database, hold: ArchiveHold): Promise<void> {
  await runStatement(
    db,
    'restart-archive',
    sql`
      select restart_archive(held)::text
      from (select * from archives a where ${isHeld(hold)} and a.status = 'verifying' for no key update) held`,
  )
}
