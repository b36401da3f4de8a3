import { type RecentSweep, readRecentSweeps } from '@edgesweep/db/queries/sweep/read-recent.ts'
import type { Context } from '../context.ts'
import type { SweepCounts } from '../sweep/sweep-counts.ts'

/** Running sweeps, with their steps (two for each outlet), and how the sweeps of the last hour ended. */
export interface SweepProgress {
  running: Array<Pick<RecentSweep, 'id' | 'outlets'> & Pick<SweepCounts, 'completed' | 'failed' | 'total'>>
  completedLastHour: number
  partialLastHour: number
  /** Those that failed, were cancelled or timed out. */
  failedLastHour: number
}

/** The maximum number of sweeps whose jobs are read. */
const mostSweeps = 20

/** Reads the progress of sweeps. Null when sweeps run but this host cannot read their jobs. */
export async function readSweepProgress({
  db,
  jobs,
}: Pick<Context, 'db'> & Partial<Pick<Context, 'jobs'>>): Promise<SweepProgress | null> {
  const sweeps = await readRecentSweeps(db)
  const ended = (...statuses: Array<RecentSweep['status']>) =>
    sweeps.filter(({ status }) => statuses.includes(status)).length
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
    partialLastHour: ended('partial'),
    failedLastHour: ended('failed', 'cancelled', 'timed_out'),
  }
}
