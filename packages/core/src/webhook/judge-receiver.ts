import type { ReceiverState } from '@edgesweep/db/queries/delivery/record-attempts.ts'
import { jitter } from '../jitter.ts'
import type { Attempt } from './post-delivery.ts'

/** An answer after this time (ms) is slow: such receivers share a few slots, so that the others keep theirs. */
const slowMs = 1_000
/** A receiver rests from this failure in a row on. */
const restsFrom = 3
const firstRestSeconds = 5
const longestRestSeconds = 300
/** The longest `Retry-After` that a whole receiver rests for. Each delivery obeys its own in full. */
const longestRetryAfterSeconds = 3_600

/**
 * A receiver's state after an attempt. No answer, 429 and 5xx are failures. From the third in a row on, nothing is sent to it for 5 s to 5
 * min, and at least for its `Retry-After`; then one delivery tries again. `random` is in [0, 1). Null when the failure was not the
 * receiver's.
 */
export function judgeReceiver(
  { receiver, failures: before }: { receiver: string; failures: number },
  { ending, statusCode, retryAfter, durationMs }: Pick<Attempt, 'ending' | 'statusCode' | 'retryAfter' | 'durationMs'>,
  random: number,
): ReceiverState | null {
  const slow = durationMs > slowMs
  if (ending.kind === 'done' || (statusCode !== null && statusCode < 500 && statusCode !== 429))
    return { name: receiver, failures: 0, slow, restSeconds: 0 }
  if (ending.fault !== 'domain') return null
  const failures = before + 1
  const own = failures < restsFrom ? 0 : firstRestSeconds * 2 ** Math.min(failures - restsFrom, 10)
  const rest = Math.min(own, longestRestSeconds) * jitter(random)
  return {
    name: receiver,
    failures,
    slow,
    restSeconds: Math.max(rest, Math.min(retryAfter ?? 0, longestRetryAfterSeconds)),
  }
}
