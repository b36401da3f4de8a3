import type { ClaimedRow } from '@edgesweep/db/fragments/take-claim.ts'
import type { Return } from '@edgesweep/db/queries/claim/return.ts'
import { type Cause, maxThrottles } from '../endings/ending.ts'
import { endingOf } from '../endings/ending-of.ts'
import { ourFault, outageLimitSeconds, outagePauseMs } from '../endings/outage.ts'
import { jitter } from '../jitter.ts'
import type { RetryTerms } from './pipeline.ts'

/** A deferred record must not be claimed again before other due records. */
const minPauseMs = 500

/** Causes that fail a record at its first attempt. Every other rejection is retried. */
const finalCauses: Cause[] = ['refused', 'target_refused', 'disallowed']

/** How a record's claim ends after its attempt threw `error`. `random`, in [0, 1), spreads retries by 20 %. */
export function judgeError(
  error: unknown,
  { attempt, throttles, outageSeconds }: Pick<ClaimedRow, 'attempt' | 'throttles' | 'outageSeconds'>,
  { maxAttempts, retrySeconds }: RetryTerms,
  random: number,
): Return {
  const ending = endingOf(error)
  // Postgres stores no NUL characters.
  const reason = ending.reason.replaceAll('\0', '').slice(0, 1_000)
  if (ending.kind === 'defer') {
    if (ending.cause === 'abandoned') return { outcome: 'unused' }
    const throttled = ending.cause === 'throttled'
    if (throttled && throttles >= maxThrottles)
      return { outcome: 'failed', error: `given up after ${throttles + 1} refusals: ${reason}` }
    const afterSeconds = Math.max(minPauseMs, ending.afterMs) / 1000
    return { outcome: 'deferred', afterSeconds, error: reason, throttled }
  }
  if (ending.kind === 'outage') {
    const lasted = outageSeconds ?? 0
    if (lasted >= outageLimitSeconds.record) return { outcome: 'failed', error: `${ourFault}: ${reason}` }
    return {
      outcome: 'deferred',
      afterSeconds: outagePauseMs(lasted * 1000, random) / 1000,
      error: reason,
      outage: true,
    }
  }
  if (finalCauses.includes(ending.cause)) return { outcome: 'failed', error: reason }
  if (attempt >= maxAttempts) return { outcome: 'failed', error: `given up after ${attempt} attempts: ${reason}` }
  return { outcome: 'retry', afterSeconds: retrySeconds * 4 ** (attempt - 1) * jitter(random), error: reason }
}
