import { sql } from 'drizzle-orm'
import type { Database } from '../../database.ts'
import { type ArchiveHold, type ArchiveRow, archiveColumns, isHeld, steppedOn } from '../../rows/archive-row.ts'
import { runStatement } from '../../run-statement.ts'
import type { ArchivePosition } from '../../schema/archives.ts'
import type { ArchivedOutlet } from './read-page.ts'

/** A gzip member of a part's file. It contains the rows of one outlet. */
export interface ArchiveMember extends Omit<ArchivedOutlet, 'lines' | 'lastKey'> {
  byteOffset: number
  bytes: number
  /** SHA-256 of the member's lines, hexadecimal. */
  sha256: string
}

interface ArchivePart {
  /** Name of the part's file, which is already in the bucket. */
  file: string
  members: ArchiveMember[]
  /** Position of the part's last row. */
  position: ArchivePosition
}

/** Records the next part of a day, in one commit. Returns null and changes nothing when the day is not held. */
export async function recordArchivePart(
  db: Database,
  hold: ArchiveHold,
  { file, members, position }: ArchivePart,
): Promise<ArchiveRow | null> {
  const rows = await runStatement<ArchiveRow>(
    db,
    'record-archive-part',
    sql`
      with members as materialized (
        select *
        from jsonb_to_recordset(${JSON.stringify(members)}::jsonb) as m (
          "outletId" text, "byteOffset" bigint, bytes integer, rows integer, sha256 text, "firstAt" timestamptz,
          "lastAt" timestamptz
        )
      ),
      archive as (
        update archives a
        set part_files = a.part_files || ${file}::text, position = ${JSON.stringify(position)}::jsonb,
          rows = a.rows + (select sum(m.rows) from members m), bytes = a.bytes + (select sum(m.bytes) from members m),
          ${steppedOn(hold)}
        where ${isHeld(hold)} and a.status = 'writing'
        returning a.*
      ),
      written as (
        insert into archive_members (outlet_id, kind, day, part, byte_offset, bytes, rows, sha256, first_at, last_at)
        select m."outletId", a.kind, a.day, cardinality(a.part_files), m."byteOffset", m.bytes, m.rows, m.sha256, m."firstAt",
          m."lastAt"
        from archive a cross join members m
      )
      select ${archiveColumns} from archive a`,
  )
  return rows[0] ?? null
}
