import { and, eq } from 'drizzle-orm'
import { build } from '../../build.ts'
import type { Database } from '../../database.ts'
import { answers } from '../../fields.ts'
import { type FileRow, fileFields, filesVisibleTo } from '../../rows/file-row.ts'
import { runStatement } from '../../run-statement.ts'
import { fileTasks } from '../../schema/file-tasks.ts'

/** One file that a caller may see; null when there is none. */
export async function readFileTask(
  db: Database,
  { taskId, keyId }: { taskId: string; keyId: string },
): Promise<FileRow | null> {
  const read = build
    .select(answers(fileFields))
    .from(fileTasks)
    .where(and(eq(fileTasks.id, taskId), filesVisibleTo(keyId)))
  return (await runStatement(db, 'read-file-task', read))[0] ?? null
}
