import { sql } from 'drizzle-orm'
import type { Database } from '../../database.ts'
import type { HistoryKind } from '../../history-kind.ts'
import { runStatement } from '../../run-statement.ts'
import type { ArchiveMember } from './record-part.ts'

/** Numbered from 1. */
interface ArchivePartNumber {
  kind: HistoryKind
  day: string
  part: number
}

/** The members of a part, in the order in which they are in its file. */
export function readArchivePart(db: Database, { kind, day, part }: ArchivePartNumber): Promise<ArchiveMember[]> {
  return runStatement<ArchiveMember>(
    db,
    'read-archive-part',
    sql`
      select outlet_id as "outletId", byte_offset::float8 as "byteOffset", bytes, rows, sha256, iso_time(first_at) as "firstAt",
        iso_time(last_at) as "lastAt"
      from archive_members
      where kind = ${kind} and day = ${day}::date and part = ${part}::int
      order by byte_offset`,
  )
}
