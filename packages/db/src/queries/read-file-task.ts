import { sql } from 'drizzle-orm'
import type { Database } from '../database.ts'
import { type FileRow, fileColumns } from '../rows/file-row.ts'
import { runStatement } from '../run-statement.ts'

/** One file of a caller's job; null when there is none, or it is another's. */
export async function readFileTask(
  db: Database,
  { taskId, keyId }: { taskId: string; keyId: string },
): Promise<FileRow | null> {
  const rows = await runStatement<FileRow>(
    db,
    'read-file-task',
    sql`select ${fileColumns} from file_tasks where id = ${taskId} and key_id = ${keyId}`,
  )
  return rows[0] ?? null
}
