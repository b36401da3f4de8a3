import { sql } from 'drizzle-orm'
import type { Database } from '../../database.ts'
import type { HistoryKind } from '../../history-kind.ts'
import { runStatement } from '../../run-statement.ts'

/** Deletes the rows of an archived day, whose files are already deleted. Returns the number of rows. */
export async function deleteArchive(db: Database, { kind, day }: { kind: HistoryKind; day: string }): Promise<number> {
  const rows = await runStatement<{ deleted: number }>(
    db,
    'delete-archive',
    sql`
      with members as (delete from archive_members where kind = ${kind} and day = ${day}::date returning 1),
      days as (delete from archives where kind = ${kind} and day = ${day}::date and status = 'done' returning 1)
      select ((select count(*) from members) + (select count(*) from days))::int as deleted`,
  )
  return rows[0]!.deleted
}
