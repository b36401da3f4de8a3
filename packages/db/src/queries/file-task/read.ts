import { sql } from 'drizzle-orm'
import type { Database } from '../../database.ts'
import { type FileRow, fileColumns, filesVisibleTo } from '../../rows/file-row.ts'
import { runStatement } from '../../run-statement.ts'

/** One file that a caller may see; null when there is none. */
export async function readFileTask(
  db: Database,
  { taskId, keyId }: { taskId: string; keyId: string },
): Promise<FileRow | null> {
  const rows = await runStatement<FileRow>(
    db,
    'read-file-task',
    sql`select ${fileColumns} from file_tasks where id = ${taskId} and ${filesVisibleTo(keyId)}`,
  )
  return rows[0] ?? null
}
