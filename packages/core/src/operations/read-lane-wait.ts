import type { Context } from '../context.ts'
import { quantile } from '../lane/eta.ts'
import type { LaneName } from '../lane/lane.ts'

/** The waiting times of a lane, in seconds. */
export interface LaneWait {
  lane: LaneName
  waiting: number
  running: number
  /** Null when no job waits. */
  oldestSeconds: number | null
  /** The median and the 90th and 99th percentile of the last started jobs' waits; null before the first job. */
  waitedSeconds: { p50: number; p90: number; p99: number } | null
}

/** Reads the waiting jobs of a lane, and how long the last started jobs waited. */
export async function readLaneWait(
  { lanes, clock }: Pick<Context, 'lanes' | 'clock'>,
  lane: LaneName,
): Promise<LaneWait> {
  const { waiting, running, oldestWaitingAt, waitedMs } = await lanes.summary(lane)
  const sorted = waitedMs.toSorted((a, b) => a - b)
  const seconds = (q: number) => quantile(sorted, q) / 1_000
  return {
    lane,
    waiting,
    running,
    oldestSeconds: oldestWaitingAt === null ? null : Math.max(0, clock.now() - oldestWaitingAt) / 1_000,
    waitedSeconds: sorted.length > 0 ? { p50: seconds(0.5), p90: seconds(0.9), p99: seconds(0.99) } : null,
  }
}
