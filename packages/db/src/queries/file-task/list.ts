import { and, asc, eq, gt } from 'drizzle-orm'
import { build } from '../../build.ts'
import type { Database } from '../../database.ts'
import { answers } from '../../fields.ts'
import { ifGiven } from '../../fragments/if-given.ts'
import { type FileRow, fileFields, filesVisibleTo } from '../../rows/file-row.ts'
import { runStatement } from '../../run-statement.ts'
import { fileTasks } from '../../schema/file-tasks.ts'

interface FileTasksPage {
  /** Id of a job or creative. */
  jobId: string
  keyId: string
  /** The id of the last file on the previous page. */
  after?: string | null
  limit: number
}

/** Files of a job or creative that a caller may see, fetched or not, in the order of their ids. */
export function listFileTasks(db: Database, { jobId, keyId, after, limit }: FileTasksPage): Promise<FileRow[]> {
  const listed = build
    .select(answers(fileFields))
    .from(fileTasks)
    .where(
      and(
        eq(fileTasks.jobId, jobId),
        filesVisibleTo(keyId),
        ifGiven(after, (id) => gt(fileTasks.id, id)),
      ),
    )
    .orderBy(asc(fileTasks.id))
    .limit(limit)
  return runStatement(db, 'list-file-tasks', listed)
}
