import { and, asc, eq, lt } from 'drizzle-orm'
import { build } from '../../build.ts'
import type { Database } from '../../database.ts'
import { answers } from '../../fields.ts'
import { type ArchiveFiles, archiveFilesFields } from '../../rows/archive-files-row.ts'
import { runStatement } from '../../run-statement.ts'
import { archives } from '../../schema/archives.ts'

/** Archived days before a day (`yyyy-mm-dd`) whose partition is dropped, the oldest first. */
export function readOldArchives(
  db: Database,
  { beforeDay, limit }: { beforeDay: string; limit: number },
): Promise<ArchiveFiles[]> {
  const old = build
    .select(answers(archiveFilesFields))
    .from(archives)
    .where(and(eq(archives.status, 'done'), lt(archives.day, beforeDay)))
    .orderBy(asc(archives.day), asc(archives.kind))
    .limit(limit)
  return runStatement(db, 'read-old-archives', old)
}
