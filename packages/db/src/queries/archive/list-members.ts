import { sql } from 'drizzle-orm'
import type { Database } from '../../database.ts'
import type { HistoryKind } from '../../history-kind.ts'
import { runStatement } from '../../run-statement.ts'
import type { HistoryFilter } from '../history/read.ts'

/** Where in the bucket rows of an outlet are. */
export interface MemberPlace {
  file: string
  byteOffset: number
  bytes: number
  rows: number
  /** The time of its first row. */
  firstAt: string
}

/** The members that may have rows of an outlet's history, newest first: of days that have been verified, which may still be in the table besides. */
export function listArchiveMembers(
  db: Database,
  kind: HistoryKind,
  { outletId, from, to, before, limit }: Omit<HistoryFilter, 'itemId'> & { limit: number },
): Promise<MemberPlace[]> {
  return runStatement<MemberPlace>(
    db,
    'list-archive-members',
    sql`
      select a.part_files[m.part] as file, m.byte_offset::float8 as "byteOffset", m.bytes, m.rows, iso_time(m.first_at) as "firstAt"
      from archive_members m
      join archives a on a.kind = m.kind and a.day = m.day
      where m.outlet_id = ${outletId} and m.kind = ${kind} and a.status in ('detaching', 'dropping', 'done')
        and (${from}::timestamptz is null or m.last_at >= ${from}::timestamptz)
        and (${to}::timestamptz is null or m.first_at < ${to}::timestamptz)
        and (${before?.observedAt ?? null}::timestamptz is null or m.first_at <= ${before?.observedAt ?? null}::timestamptz)
      order by m.day desc, m.part desc
      limit ${limit}::int`,
  )
}
