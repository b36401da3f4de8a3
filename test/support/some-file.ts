import type { FileRecord } from '@edgesweep/core/file/fetch-file.ts'
import type { Database } from '@edgesweep/db/database.ts'
import { claimRecords } from '@edgesweep/db/queries/claim/claim-records.ts'
import { releaseClaims } from '@edgesweep/db/queries/claim/release.ts'
import { enqueueFileTasks } from '@edgesweep/db/queries/file-task/enqueue.ts'
import { finishFileTasks } from '@edgesweep/db/queries/file-task/finish.ts'

/** Stores a file task of a job and returns its id. The file is done when `kept` has its name, and due otherwise. */
export async function someFile(
  db: Database,
  { url, ...job }: { keyId: string | null; jobId: string; url: string },
  kept?: { name: string; bytes: number },
): Promise<string> {
  await enqueueFileTasks(db, { ...job, submittedAt: '2026-11-22T10:00:00.000000Z', urls: [url] })
  const token = crypto.randomUUID()
  const claim = { instance: token, token, limit: 1_000, leaseSeconds: 60, after: null }
  const tasks = await claimRecords<FileRecord>(db, 'files', claim)
  const task = tasks.find((one) => one.jobId === job.jobId && one.url === url)!
  const stored = { ...kept!, sha256: 'a'.repeat(64), contentType: 'image/jpeg' }
  if (kept) await finishFileTasks(db, [{ id: task.id, token, ...stored }])
  await releaseClaims(db, 'files', token)
  return task.id
}
