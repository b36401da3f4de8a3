import type { Clock } from '../context.ts'

/** A search from the front may be slow, because it reads dead tuples. The pause before the next one is this many times as long. */
const scanPauses = 50
/** A search under 20 ms met no dead tuples. */
const fastScanMs = 20
/** The longest pause between two searches from the front. */
const longestPauseMs = 60_000

/** When the next search from the front may begin, after one that began at `at`. */
export function pauseAfterScan(clock: Pick<Clock, 'now'>, at: number): number {
  const now = clock.now()
  return now + Math.min(longestPauseMs, scanPauses * Math.max(0, now - at - fastScanMs))
}
