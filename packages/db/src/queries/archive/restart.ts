import { sql } from 'drizzle-orm'
import type { Database } from '../../database.ts'
import { type ArchiveHold, isHeld } from '../../rows/archive-row.ts'
import { runStatement } from '../../run-statement.ts'

/** Has a day written again from its first row on, whose files were not as they must be. Nothing happens when it is not held, or is past being verified. */
export async function restartArchive(db: Database, hold: ArchiveHold): Promise<void> {
  await runStatement(
    db,
    'restart-archive',
    sql`
      select restart_archive(held)::text
      from (select * from archives a where ${isHeld(hold)} and a.status = 'verifying' for no key update) held`,
  )
}
