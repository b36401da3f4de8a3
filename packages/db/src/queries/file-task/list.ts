import { sql } from 'drizzle-orm'
import type { Database } from '../../database.ts'
import { type FileRow, fileColumns, filesVisibleTo } from '../../rows/file-row.ts'
import { runStatement } from '../../run-statement.ts'

interface FileTasksPage {
  /** A job's, or a creative's. */
  jobId: string
  keyId: string
  /** The id of the last file of the page before. */
  after?: string | null
  limit: number
}

/** Files of a job or creative that a caller may see, fetched or not, in the order of their ids. */
export function listFileTasks(db: Database, { jobId, keyId, after = null, limit }: FileTasksPage): Promise<FileRow[]> {
  return runStatement<FileRow>(
    db,
    'list-file-tasks',
    sql`
      select ${fileColumns}
      from file_tasks
      where job_id = ${jobId} and ${filesVisibleTo(keyId)} and (${after}::text is null or id > ${after}::text)
      order by id
      limit ${limit}::int`,
  )
}
