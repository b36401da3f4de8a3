import type { Database } from '@edgesweep/db/database.ts'
import type { HistoryKind, HistoryPlace } from '@edgesweep/db/history-kind.ts'
import { listArchiveMembers, type MemberPlace } from '@edgesweep/db/queries/archive/list-members.ts'
import { type HistoryFilter, type HistoryRow, readHistory } from '@edgesweep/db/queries/history/read.ts'
import { readOutlet } from '@edgesweep/db/queries/outlet/read.ts'
import type { Context } from '../context.ts'
import { EdgesweepError } from '../errors.ts'
import { comparePlaces, placeOf } from './history-place.ts'
import { readMember } from './read-member.ts'

/** The limits for one request's reads of the archive: the number of gzip members (usually one per day), and of their rows. */
const [mostMembers, mostRows] = [31, 50_000]
/** While a day is being archived, a step may be taken between any two reads. */
const mostRounds = 5
/** A Worker may have six connections at once. */
const readAtOnce = 6

export interface HistoryPage {
  rows: HistoryRow[]
  /** The place to read on after; null when nothing follows. */
  next: HistoryPlace | null
}

/**
 * A page of an outlet's history, newest first, from the table and the archive, each row once at any stage of archiving. A page
 * may have fewer rows than `limit`, or none, while more follow: one request reads at most a month of the archive. Throws
 * `not_found`, and `unavailable` for archived days on a host without a bucket.
 */
export async function readOutletHistory(
  ctx: Pick<Context, 'db'> & Parameters<typeof readMember>[0],
  kind: HistoryKind,
  { limit, ...filter }: HistoryFilter & { limit: number },
): Promise<HistoryPage> {
  const { stored, members } = await readBoth(ctx.db, kind, { ...filter, limit })
  if (stored.length === 0 && members.length === 0 && !(await readOutlet(ctx.db, filter)))
    throw new EdgesweepError('not_found', `there is no outlet ${filter.outletId}`, { field: 'id' })
  const within = membersWithin(members)
  let rows = stored
  for (let read = 0; read < within.length; ) {
    const batch = within.slice(read, read + readAtOnce)
    const archived = await Promise.all(batch.map((member) => readMember(ctx, member)))
    read += batch.length
    rows = newestOf([...rows, ...archived.flat().filter(matching(filter))], limit)
    // Rows after this place have not all been read yet.
    const reached = placeOf(archived.at(-1)![0]!)
    if (rows.length === limit && comparePlaces(placeOf(rows.at(-1)!), reached) <= 0) break
    if (read === within.length && members.length > within.length)
      return { rows: rows.filter((row) => comparePlaces(placeOf(row), reached) <= 0), next: reached }
  }
  return { rows, next: rows.length === limit ? placeOf(rows.at(-1)!) : null }
}

/** Reads the table and the list of archived parts, repeatedly if a day moves meanwhile. */
async function readBoth(db: Database, kind: HistoryKind, filter: HistoryFilter & { limit: number }) {
  let before: string | null = null
  for (let round = 1; ; round++) {
    // Read the table first. A day that has left it is in the archive by then, and a day in both is deduplicated.
    const stored = await readHistory(db, kind, filter)
    const isFull = stored.length === filter.limit
    const from = isFull ? stored.at(-1)!.observed_at : filter.from
    const { members, underWay } = await listArchiveMembers(db, kind, { ...filter, from, limit: mostMembers + 1 })
    // A detached day may have come back between the two reads: a row was written past its seal, and its archive begins again.
    if (underWay === null || underWay === before || round === mostRounds) return { stored, members }
    before = underWay
  }
}

/** The first member, and as many of the next ones as one request may read. */
function membersWithin(members: MemberPlace[]): MemberPlace[] {
  let rows = 0
  return members.slice(0, mostMembers).filter((member, index) => {
    rows += member.rows
    return index === 0 || rows <= mostRows
  })
}

const matching =
  ({ itemId, from, to, before }: HistoryFilter) =>
  (row: HistoryRow): boolean =>
    (itemId === null || row.item_id === itemId) &&
    (from === null || row.observed_at >= from) &&
    (to === null || row.observed_at < to) &&
    (before === null || comparePlaces(placeOf(row), before) > 0)

/** The first `limit` rows of a history, without duplicates. */
function newestOf(rows: HistoryRow[], limit: number): HistoryRow[] {
  const byPlace = new Map(rows.map((row) => [`${row.observed_at} ${row.item_id}`, row]))
  return [...byPlace.values()].sort((a, b) => comparePlaces(placeOf(a), placeOf(b))).slice(0, limit)
}
