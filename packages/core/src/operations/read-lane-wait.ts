import type { Context } from '../context.ts'
import { quantile } from '../lane/eta.ts'
import type { Lane } from '../lane/lane.ts'

/** How long jobs wait in a lane; seconds. */
export interface LaneWait {
  lane: Lane
  waiting: number
  running: number
  /** Null while none waits. */
  oldestSeconds: number | null
  /** What half, nine of ten and 99 of a hundred of the last jobs did not wait longer than; null before the first has begun. */
  waitedSeconds: { p50: number; p90: number; p99: number } | null
}

/** Reads who waits in a lane, and how long those did who have begun of late. */
export async function readLaneWait({ lanes, clock }: Pick<Context, 'lanes' | 'clock'>, lane: Lane): Promise<LaneWait> {
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
