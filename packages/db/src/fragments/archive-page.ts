import { type SQL, sql } from 'drizzle-orm'
import type { HistoryKind } from '../history-kind.ts'
import type { ArchivePosition } from '../schema/archives.ts'
import { dayPartition } from './day-partition.ts'
import { historyColumns } from './history-columns.ts'

/** The next rows of a day's partition, in the order of outlet, time and key. */
export interface ArchivePage {
  kind: HistoryKind
  /** `yyyy-mm-dd` */
  day: string
  /** The last row on the previous page; null for the first page. */
  after: ArchivePosition | null
  /** Row limit. */
  limit: number
}

/** A statement that groups the rows of a page by outlet. `columns` may read `lines`: one line of JSON for each row, with a line feed. */
export function archivePage({ kind, day, after, limit }: ArchivePage, columns: SQL): SQL {
  const { key, row } = historyColumns[kind]
  const rest = after
    ? sql`where (outlet_id, observed_at, ${key}) > (${after.outletId}, ${after.observedAt}::timestamptz, ${after.key})`
    : sql``
  return sql`
    select outlet_id as "outletId", rows, ${columns}
    from (
      select outlet_id, count(*)::int as rows, min(observed_at) as first_at, max(observed_at) as last_at,
        (array_agg(key order by observed_at desc, key desc))[1] as last_key,
        string_agg(line || e'\n', '' order by observed_at, key) as lines
      from (
        select outlet_id, observed_at, ${key} as key, (select row_to_json(r)::text from (select ${row}) r) as line
        from ${dayPartition(kind, day)}
        ${rest}
        order by outlet_id, observed_at, ${key}
        limit ${limit}::int
      ) page
      group by outlet_id
    ) outlets
    order by outlet_id`
}
