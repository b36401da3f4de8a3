import { inArray } from 'drizzle-orm'
import { build } from '../../build.ts'
import type { Database } from '../../database.ts'
import { answers } from '../../fields.ts'
import { type ArchiveFiles, archiveFilesFields } from '../../rows/archive-files-row.ts'
import { runStatement } from '../../run-statement.ts'
import { archives } from '../../schema/archives.ts'

/** The archives of these days (`yyyy-mm-dd`). */
export async function listArchiveFiles(db: Database, { days }: { days: string[] }): Promise<ArchiveFiles[]> {
  if (days.length === 0) return []
  const listed = build.select(answers(archiveFilesFields)).from(archives).where(inArray(archives.day, days))
  return runStatement(db, 'list-archive-files', listed)
}
