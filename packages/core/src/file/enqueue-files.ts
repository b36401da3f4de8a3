import { enqueueFileTasks } from '@edgesweep/db/queries/file-task/enqueue.ts'
import type { Context, FileWakes } from '../context.ts'
import { type FileJob, jobOfFile } from './job-of-file.ts'

/**
 * Adds file tasks for a job. An address that the job has requested before is not fetched again. Returns the number of new tasks. Throws when they
 * could not be stored.
 */
export async function enqueueFiles(
  ctx: Pick<Context, 'db' | 'log'> & FileWakes,
  job: FileJob,
  urls: string[],
): Promise<number> {
  if (urls.length === 0) return 0
  const written = await enqueueFileTasks(ctx.db, { ...jobOfFile(job), urls })
  if (written === 0) return 0
  // A failed wake-up loses nothing: the scheduler finds the rows.
  await ctx.wakes.files().catch((error) => ctx.log.warn('file.wake_failed', { jobId: job.id, error: String(error) }))
  return written
}
