import { sql } from 'drizzle-orm'
import type { Database } from '../../database.ts'
import { historyKindRows } from '../../fragments/history-columns.ts'
import { runStatement } from '../../run-statement.ts'

/** Adds an archive for every partition whose day ended more than `retentionDays` days ago (UTC). Returns the number of new archives. */
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
