import { type RecentSweep, readRecentSweeps } from '@edgesweep/db/queries/sweep/read-recent.ts'
import type { Context } from '../context.ts'

/** Running sweeps with their completed and total steps (two per outlet), and how the sweeps of the last hour ended. */
export interface SweepProgress {
  running: Array<Pick<RecentSweep, 'id' | 'outlets'> & { completed: number; failed: number; total: number }>
  completedLastHour: number
  failedLastHour: number
}

/** The most sweeps whose jobs are read. */
const mostSweeps = 20

/** Reads the progress of sweeps. Null when sweeps run but this host cannot read their jobs. */
export async function readSweepProgress({
  db,
  jobs,
}: Pick<Context, 'db'> & Partial<Pick<Context, 'jobs'>>): Promise<SweepProgress | null> {
  const sweeps = await readRecentSweeps(db)
  const ended = (status: RecentSweep['status']) => sweeps.filter((sweep) => sweep.status === status).length
  const running = sweeps.filter(({ status }) => status === 'running').slice(0, mostSweeps)
  if (!jobs && running.length > 0) return null
  return {
    running: await Promise.all(
      running.map(async ({ id, jobId, outlets }) => {
        const job = jobId === null ? null : await jobs?.read(jobId)
        return {
          id,
          outlets,
          completed: job?.completed ?? 0,
          failed: job?.failed ?? 0,
          total: job?.total ?? 2 * outlets,
        }
      }),
    ),
    completedLastHour: ended('completed'),
    failedLastHour: ended('failed'),
  }
}
