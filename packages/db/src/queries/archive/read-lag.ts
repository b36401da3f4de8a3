import { sql } from 'drizzle-orm'
import type { Database } from '../../database.ts'
import { historyKindRows } from '../../fragments/history-columns.ts'
import type { HistoryKind } from '../../history-kind.ts'
import { runStatement } from '../../run-statement.ts'

interface ArchiveLag {
  kind: HistoryKind
  /** Days that are past their retention and not yet dropped. */
  days: number
  /** The oldest of them, `yyyy-mm-dd` in UTC; null when there is none. */
  oldestDay: string | null
  /** The age of that day in days; 0 when there is none. */
  ageDays: number
}

/** The archiving backlog of each table. It is read from the partitions, so that it grows even if no archiver runs. */
export function readArchiveLag(db: Database, { retentionDays }: { retentionDays: number }): Promise<ArchiveLag[]> {
  return runStatement<ArchiveLag>(
    db,
    'read-archive-lag',
    sql`
      select k.kind, count(late.day)::int as days, min(late.day)::text as "oldestDay",
        coalesce((now() at time zone 'UTC')::date - min(late.day), 0) as "ageDays"
      from ${historyKindRows}
      left join lateral (
        select p.day from partition_days(k.kind) p where p.day < (now() at time zone 'UTC')::date - ${retentionDays}::int
        union
        select a.day from archives a where a.kind = k.kind and a.status <> 'done'
      ) late on true
      group by k.kind
      order by k.kind`,
  )
}
