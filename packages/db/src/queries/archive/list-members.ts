import { and, desc, eq, gte, inArray, lt, lte, ne, sql } from 'drizzle-orm'
import { build } from '../../build.ts'
import type { Database } from '../../database.ts'
import { answers, type RowOf } from '../../fields.ts'
import { ifGiven } from '../../fragments/if-given.ts'
import type { HistoryKind } from '../../history-kind.ts'
import { runStatement } from '../../run-statement.ts'
import { archiveMembers } from '../../schema/archive-members.ts'
import { archives } from '../../schema/archives.ts'
import type { HistoryFilter } from '../history/read.ts'

const fields = {
  file: sql<string>`${archives.partFiles}[${archiveMembers.part}]`,
  byteOffset: archiveMembers.byteOffset,
  bytes: archiveMembers.bytes,
  rows: archiveMembers.rows,
  /** The time of the member's first row. */
  firstAt: archiveMembers.firstAt,
}

/** The place of one outlet's archived rows in the bucket. */
export type MemberPlace = RowOf<typeof fields>

/** Archive members, and the archiving of the days from which they come. */
interface ListedMembers {
  /** Newest first. Their days are verified; the rows may still be in the table. */
  members: MemberPlace[]
  /** The days that are being archived, with the number of their steps so far; null when there are none. Two equal values: nothing has moved. */
  underWay: string | null
}

/** The archive members that may contain rows of an outlet's history, as of one moment. */
export async function listArchiveMembers(
  db: Database,
  kind: HistoryKind,
  { outletId, from, to, before, limit }: Omit<HistoryFilter, 'itemId'> & { limit: number },
): Promise<ListedMembers> {
  const listed = build
    .select(answers(fields))
    .from(archiveMembers)
    .innerJoin(archives, and(eq(archives.kind, archiveMembers.kind), eq(archives.day, archiveMembers.day)))
    .where(
      and(
        eq(archiveMembers.outletId, outletId),
        eq(archiveMembers.kind, kind),
        inArray(archives.status, ['detaching', 'dropping', 'done']),
        ifGiven(from, (time) => gte(archiveMembers.lastAt, time)),
        ifGiven(to, (time) => lt(archiveMembers.firstAt, time)),
        ifGiven(before, ({ observedAt }) => lte(archiveMembers.firstAt, observedAt)),
      ),
    )
    .orderBy(desc(archiveMembers.day), desc(archiveMembers.part))
    .limit(limit)
  const moving = build
    .select({ days: sql`string_agg(${archives.day} || ' ' || ${archives.steps}, ',' order by ${archives.day})` })
    .from(archives)
    .where(
      and(
        eq(archives.kind, kind),
        ne(archives.status, 'done'),
        ifGiven(from, (time) => sql`${archives.day} >= (${time}::timestamptz at time zone 'UTC')::date`),
      ),
    )
  const rows = await runStatement<ListedMembers>(
    db,
    'list-archive-members',
    sql`
      select (select coalesce(json_agg(m), '[]') from (${listed}) m) as members, (${moving}) as "underWay"`,
  )
  return rows[0]!
}
