import type { Database } from '@edgesweep/db/database.ts'
import { claimDueFileTasks } from '@edgesweep/db/queries/claim-due-file-tasks.ts'
import { enqueueFileTasks } from '@edgesweep/db/queries/enqueue-file-tasks.ts'
import { finishFileTask } from '@edgesweep/db/queries/finish-file-task.ts'

/** A file of a job; its id. It is done where `kept` says under what name, and due otherwise. */
export async function someFile(
  db: Database,
  { url, ...job }: { keyId: string | null; jobId: string; url: string },
  kept?: { name: string; bytes: number },
): Promise<string> {
  await enqueueFileTasks(db, { ...job, submittedAt: '2026-11-22T10:00:00.000000Z', urls: [url] })
  const token = crypto.randomUUID()
  const { tasks } = await claimDueFileTasks(db, { token, limit: 1_000, leaseSeconds: 0, maxAttempts: 100 })
  const task = tasks.find((one) => one.jobId === job.jobId && one.url === url)!
  const end = { outcome: 'done' as const, ...kept!, sha256: 'a'.repeat(64), contentType: 'image/jpeg' }
  if (kept) await finishFileTask(db, { taskId: task.id, token, end })
  return task.id
}
