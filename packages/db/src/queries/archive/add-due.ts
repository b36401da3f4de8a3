import { sql } from 'drizzle-orm'
import type { Database } from '../../database.ts'
import { historyKindRows } from '../../fragments/history-columns.ts'
import { runStatement } from '../../run-statement.ts'

/** Puts the days down that are to be archived: those with a partition that ended more than so many days ago (UTC). How many are new. */
export async function addDueArchives(db: Database, { retentionDays }: { retentionDays: number }): Promise<number> {
  const rows = await runStatement<{ kind: string }>(
    db,
    'add-due-archives',
    sql`
      insert into archives (kind, day)
      select k.kind, p.day
      from ${historyKindRows}
      cross join lateral partition_days(k.kind) p
      where p.day < (now() at time zone 'UTC')::date - ${retentionDays}::int
      on conflict do nothing
      returning kind`,
  )
  return rows.length
}
