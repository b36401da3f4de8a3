import { quantile } from '../../support/quantiles.ts'
import type { EndedCart } from './burst-rows.ts'

/** The figures of a burst. */
export interface BurstFigures {
  /** The running time of jobs in milliseconds. */
  serviceMs: { mean: number; p50: number; p90: number }
  /** Jobs ended per second, between the 10th and the 90th percentile of their ends. */
  jobsPerSecond: number
  /** The mean number of concurrent jobs by Little's law: `jobsPerSecond` times the mean service time. */
  effectiveSlots: number
  /** By the job's number in the order of acceptance: seconds from the 202 to the job's start. */
  waitSeconds: Record<number, number>
}

/** The reported callers. A smaller burst reports those at the same shares. */
const callers = [1_000, 10_000, 25_000]

/** Takes rows in the order of acceptance. All jobs have started. */
export function burstFigures(rows: readonly EndedCart[]): BurstFigures {
  const service = rows.map(({ startedAt, endedAt }) => endedAt - startedAt!)
  const mean = service.reduce((sum, ms) => sum + ms, 0) / service.length
  const ends = rows.map(({ endedAt }) => endedAt).sort((a, b) => a - b)
  const from = Math.floor(ends.length / 10)
  const to = Math.floor((ends.length * 9) / 10)
  const jobsPerSecond = ((to - from) * 1000) / Math.max(1, ends[to]! - ends[from]!)
  const numbers = callers.map((n) => Math.max(1, Math.round((n * Math.min(rows.length, 25_000)) / 25_000)))
  const waitOf = (n: number) => (rows[n - 1]!.startedAt! - rows[n - 1]!.submittedAt) / 1000
  return {
    serviceMs: { mean, p50: quantile(service, 0.5), p90: quantile(service, 0.9) },
    jobsPerSecond,
    effectiveSlots: (jobsPerSecond * mean) / 1000,
    waitSeconds: Object.fromEntries(numbers.map((n) => [n, waitOf(n)])),
  }
}
