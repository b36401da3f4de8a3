import type { LineVerdict } from '@edgesweep/db/fragments/lines.ts'
import { jitter } from '../jitter.ts'

/** A line rests from this failure in a row on. */
const restsFrom = 3
const firstRestSeconds = 5
const longestRestSeconds = 300
/** The longest `Retry-After` that a whole line rests for. What waits in it obeys its own in full. */
const longestRetryAfterSeconds = 3_600

/** How an attempt in a line ended. `retryAfter`: the seconds to wait that its receiver asked for. */
export interface LineAttempt {
  failed: boolean
  slow: boolean
  retryAfter: number | null
}

/**
 * Decides about a line, such as a receiver or a host, after an attempt in it. From the third failure in a row on, nothing of it starts for 5 s to
 * 5 min, and at least for its `Retry-After`; then one attempt tries again. `random` is in [0, 1).
 */
export function judgeLine(
  { line, failures: before }: { line: string; failures: number },
  { failed, slow, retryAfter }: LineAttempt,
  random: number,
): LineVerdict {
  if (!failed) return { line, failures: 0, slow, restSeconds: 0 }
  const failures = before + 1
  const own = failures < restsFrom ? 0 : firstRestSeconds * 2 ** Math.min(failures - restsFrom, 10)
  const rest = Math.min(own, longestRestSeconds) * jitter(random)
  return {
    line,
    failures,
    slow,
    restSeconds: Math.max(rest, Math.min(retryAfter ?? 0, longestRetryAfterSeconds)),
  }
}
