import { jitter } from '../jitter.ts'
import type { Attempt } from './post-delivery.ts'

/** Seconds after each failed attempt, about three days in all. */
const delays = [5, 30, 120, 600, 1_800, 7_200, 18_000, 36_000, 50_400, 72_000, 86_400]

/** The state of a delivery after an attempt. */
export type Verdict =
  | { outcome: 'delivered' }
  | { outcome: 'failed'; retryAfterSeconds: number }
  /** Nothing was sent, for a reason of ours. This is not an attempt. */
  | { outcome: 'postponed'; retryAfterSeconds: number }
  /** No further attempt. `gone`: the endpoint must be disabled. */
  | { outcome: 'dead'; gone: boolean }

/** The pause after a failure of ours grows with the age of the delivery. */
const postponedBy = { share: 0.2, least: 5, most: 600 }

/**
 * Decides what follows the attempt number `attempt` of a delivery. An answer of 410 disables the endpoint. A failure of ours, without an
 * answer, spends no attempt. Every other failure is retried with up to 20 % of jitter, and not before the answer's `Retry-After` (seconds).
 * `random` is in [0, 1). `ageSeconds`: since the delivery was created.
 */
export function judgeAttempt(
  { attempt, ageSeconds }: { attempt: number; ageSeconds: number },
  { ending, statusCode, retryAfter }: Pick<Attempt, 'ending' | 'statusCode' | 'retryAfter'>,
  random: number,
): Verdict {
  if (ending.kind === 'done') return { outcome: 'delivered' }
  if (statusCode === 410) return { outcome: 'dead', gone: true }
  if (ending.fault === 'ours' && statusCode === null) {
    const pause = Math.min(postponedBy.most, Math.max(postponedBy.least, ageSeconds * postponedBy.share))
    return { outcome: 'postponed', retryAfterSeconds: pause * jitter(random) }
  }
  const delay = delays[attempt - 1]
  if (delay === undefined) return { outcome: 'dead', gone: false }
  return { outcome: 'failed', retryAfterSeconds: Math.max(Math.round(delay * jitter(random)), retryAfter ?? 0) }
}
