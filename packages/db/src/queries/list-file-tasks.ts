import { sql } from 'drizzle-orm'
import type { Database } from '../database.ts'
import { type FileRow, fileColumns } from '../rows/file-row.ts'
import { runStatement } from '../run-statement.ts'

export interface FileTasksPage {
  jobId: string
  /** The caller whose job it must be. */
  keyId: string
  /** The id of the last file of the page before. */
  after?: string | null
  limit: number
}

/** Files of a caller's job, fetched or not, in the order of their ids. None for another's job. */
export function listFileTasks(db: Database, { jobId, keyId, after = null, limit }: FileTasksPage): Promise<FileRow[]> {
  return runStatement<FileRow>(
    db,
    'list-file-tasks',
    sql`
      select ${fileColumns}
      from file_tasks
      where job_id = ${jobId} and key_id = ${keyId} and (${after}::text is null or id > ${after}::text)
      order by id
      limit ${limit}::int`,
  )
}
