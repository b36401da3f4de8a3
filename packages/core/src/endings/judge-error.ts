import type { ClaimedRow } from '@edgesweep/db/queries/claim/claim-records.ts'
import type { Return } from '@edgesweep/db/queries/claim/return.ts'
import { StatementError } from '@edgesweep/db/run-statement.ts'
import type { RetryTerms } from '../claim/pipeline.ts'
import { EdgesweepError } from '../errors.ts'
import { Abandoned } from './abandoned.ts'
import { NoPermit } from './no-permit.ts'

/** How often a record is put off because its domain asks for less; a domain that only ever refuses must not be asked for ever. */
export const maxThrottles = 10

/** What is put off must not come back before others had their turn. */
const minPauseMs = 500
/** A database that is away is no fault of the record. */
const databasePauseSeconds = 2

/** An answer came, and asking again would give no other. */
export class Refused extends Error {
  override name = 'Refused'
}

/** What becomes of a record whose attempt threw `error`. `now` in epoch milliseconds; `random`, in [0, 1), spreads retries by 20 %. */
export function judgeError(
  error: unknown,
  { attempt, throttles }: Pick<ClaimedRow, 'attempt' | 'throttles'>,
  { maxAttempts, retrySeconds }: RetryTerms,
  now: number,
  random: number,
): Return {
  const message = (error instanceof Error ? error.message : String(error)).replaceAll('\0', '').slice(0, 1_000)
  if (error instanceof NoPermit) {
    if (error.throttled && throttles >= maxThrottles)
      return { outcome: 'failed', error: `given up after ${throttles + 1} refusals: ${message}` }
    const afterSeconds = Math.max(minPauseMs, error.until - now) / 1000
    return { outcome: 'deferred', afterSeconds, error: message, throttled: error.throttled }
  }
  if (error instanceof Abandoned) return { outcome: 'unused' }
  if (error instanceof StatementError && error.unavailable)
    return { outcome: 'deferred', afterSeconds: databasePauseSeconds, error: message }
  if (isFinal(error)) return { outcome: 'failed', error: message }
  if (attempt >= maxAttempts) return { outcome: 'failed', error: `given up after ${attempt} attempts: ${message}` }
  return { outcome: 'retry', afterSeconds: retrySeconds * 4 ** (attempt - 1) * (0.9 + 0.2 * random), error: message }
}

const isFinal = (error: unknown): boolean =>
  error instanceof Refused ||
  (error instanceof EdgesweepError && (error.code === 'target_refused' || error.code === 'disallowed'))
