import type { ClaimedFileTask } from '@edgesweep/db/queries/claim-due-file-tasks.ts'
import type { FileTaskEnd } from '@edgesweep/db/queries/finish-file-task.ts'
import { EdgesweepError } from '../errors.ts'
import { NoPermit } from '../scrape/no-permit.ts'

/** Tries at a file, those that a worker did not survive among them. */
export const maxFileAttempts = 5
/** How often a file is put off because its domain asks for less; a domain that only ever refuses must not be asked for ever. */
export const maxFileThrottles = 10

/** What is put off must not come back before others had their turn. */
const minPauseMs = 500

/** An answer came, and asking again would give no other. */
export class FileRefused extends Error {
  override name = 'FileRefused'
}

/** How many tries a file has, and the seconds after the first that failed: four times as many after each further one. */
export interface RetryTerms {
  maxAttempts: number
  retrySeconds: number
}

/** What becomes of a file whose attempt threw `error`. `now` in epoch milliseconds; `random`, in [0, 1), spreads retries by 20 %. */
export function judgeFailure(
  error: unknown,
  { attempt, throttles }: Pick<ClaimedFileTask, 'attempt' | 'throttles'>,
  { maxAttempts, retrySeconds }: RetryTerms,
  now: number,
  random: number,
): Exclude<FileTaskEnd, { outcome: 'done' }> {
  const message = (error instanceof Error ? error.message : String(error)).replaceAll('\0', '').slice(0, 1_000)
  if (error instanceof NoPermit) {
    if (error.throttled && throttles >= maxFileThrottles)
      return { outcome: 'failed', error: `given up after ${throttles + 1} refusals: ${message}` }
    const afterSeconds = Math.max(minPauseMs, error.until - now) / 1000
    return { outcome: 'deferred', afterSeconds, error: message, throttled: error.throttled }
  }
  if (isFinal(error)) return { outcome: 'failed', error: message }
  if (attempt >= maxAttempts) return { outcome: 'failed', error: `given up after ${attempt} attempts: ${message}` }
  return { outcome: 'retry', afterSeconds: retrySeconds * 4 ** (attempt - 1) * (0.9 + 0.2 * random), error: message }
}

const isFinal = (error: unknown): boolean =>
  error instanceof FileRefused ||
  (error instanceof EdgesweepError && (error.code === 'target_refused' || error.code === 'disallowed'))
