import type { JobView } from '../job/job-port.ts'

/** How far a sweep has got. Its job has two steps for each outlet: a scan, and an extraction that follows it. */
export interface SweepCounts {
  /**
   * Steps in total, completed (including those with nothing to do), and failed. The others are open or, after the end, were not reached.
   */
  total: number
  completed: number
  failed: number
  /** Outlets whose scan, and whose extraction, is completed. */
  scanned: number
  extracted: number
}

/** A JobStatus object of an earlier version does not count the extractions. */
const uncounted: JobView['following'] = { total: 0, completed: 0, failed: 0 }

/** Counts the steps of a sweep's job. */
export const countSweep = ({ total, completed, failed, following = uncounted }: JobView): SweepCounts => ({
  total,
  completed,
  failed,
  scanned: completed - following.completed,
  extracted: following.completed,
})

/** The outcome of a sweep, for people and for the webhook `sweep.completed`. */
export const summarizeSweep = (job: JobView) => ({ status: job.status, ...countSweep(job), usage: job.usage })
