import { and, asc, eq, getTableColumns } from 'drizzle-orm'
import { build } from '../../build.ts'
import type { Database } from '../../database.ts'
import { answers } from '../../fields.ts'
import type { HistoryKind } from '../../history-kind.ts'
import { runStatement } from '../../run-statement.ts'
import { archiveMembers } from '../../schema/archive-members.ts'
import type { ArchiveMember } from './record-part.ts'

/** Identifies a part of a day's archive. Parts are numbered from 1. */
interface ArchivePartNumber {
  kind: HistoryKind
  day: string
  part: number
}

const { kind: _, day: __, part: ___, ...fields } = getTableColumns(archiveMembers)

/** The members of a part, in the order of the part's file. */
export function readArchivePart(db: Database, { kind, day, part }: ArchivePartNumber): Promise<ArchiveMember[]> {
  const read = build
    .select(answers(fields))
    .from(archiveMembers)
    .where(and(eq(archiveMembers.kind, kind), eq(archiveMembers.day, day), eq(archiveMembers.part, part)))
    .orderBy(asc(archiveMembers.byteOffset))
  return runStatement(db, 'read-archive-part', read)
}
