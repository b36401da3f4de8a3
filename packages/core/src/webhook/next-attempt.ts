/** Seconds after each failed attempt: about three days in all. */
const delays = [5, 30, 120, 600, 1_800, 7_200, 18_000, 36_000, 50_400, 72_000, 86_400]

/** What becomes of a delivery after an attempt. */
export type Verdict =
  | { outcome: 'delivered' }
  | { outcome: 'failed'; retryAfterSeconds: number }
  /** No further attempt; `gone`: the endpoint wants none at all. */
  | { outcome: 'dead'; gone: boolean }

/**
 * What an attempt means. `statusCode` is null when there was no answer. 2xx delivers; 410 says that nobody lives there any more; the rest,
 * redirects too, is tried again with up to 20 % of jitter, not before the `Retry-After` (seconds) that came with it. `random` is in [0, 1).
 */
export function judgeAttempt(
  attempt: number,
  statusCode: number | null,
  retryAfter: number | null,
  random: number,
): Verdict {
  if (statusCode !== null && statusCode >= 200 && statusCode < 300) return { outcome: 'delivered' }
  if (statusCode === 410) return { outcome: 'dead', gone: true }
  const delay = delays[attempt - 1]
  if (delay === undefined) return { outcome: 'dead', gone: false }
  return { outcome: 'failed', retryAfterSeconds: Math.max(Math.round(delay * (0.9 + 0.2 * random)), retryAfter ?? 0) }
}
