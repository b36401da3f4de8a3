import { sql } from 'drizzle-orm'
import type { Database } from '../../database.ts'
import { historyKindRows } from '../../fragments/history-columns.ts'
import { runStatement } from '../../run-statement.ts'

/** Creates the missing partitions of all history tables from today (UTC) to `daysAhead` days ahead. Returns the number of new partitions. */
export async function makePartitions(db: Database, { daysAhead }: { daysAhead: number }): Promise<number> {
  const rows = await runStatement<{ made: number }>(
    db,
    'make-partitions',
    sql`
      select sum(make_partitions(t.kind, t.today, t.today + ${daysAhead}::int))::int as made
      from (select k.kind, (now() at time zone 'UTC')::date as today from ${historyKindRows}) t`,
  )
  return rows[0]!.made
}
