import type { TokenBudget } from '@edgesweep/db/queries/github-token/settle.ts'
import type { GitHubResource } from '@edgesweep/db/queries/github-token/take.ts'
import { retryAfterOf } from '../visit/retry-after.ts'
import { tokenBudget } from './token-budget.ts'

export interface Judged {
  status: number
  headers: Headers
  /** The body's `message`, empty when there is none. */
  message: string
}

/**
 * `answered`: the answer is valid, or the object does not exist. `elsewhere`: try another token. `refused`: GitHub rejects the
 * request. `faulty`: GitHub failed.
 */
type Verdict = 'answered' | 'elsewhere' | 'refused' | 'faulty'

export interface AnswerJudgement {
  verdict: Verdict
  token: {
    /** The token's budget for the resource, null when the answer states none. */
    budget: TokenBudget | null
    /** Whether the answer used up a request. */
    spent: boolean
    /** How long to pause the token, in seconds; null for no pause. A token that a secondary limit `struck` pauses for all resources. */
    restSeconds: number | null
    struck: boolean
    /** Whether the token must never be used again. */
    disabled: boolean
  }
}

const leastRestSeconds = 60
const mostRestSeconds = 3_600
const tooMany = [403, 429]
/** Statuses that may differ on a later try (RFC 9110, 15.5; RFC 8470). */
const passing = [408, 425]

/**
 * Judges an answer and its token by GitHub's "Rate limits for the REST API" and "Best practices". After 403 or 429 the token pauses for
 * `retry-after`; without one until the reset if no request remains, otherwise for a minute that doubles each time.
 *
 * @param strikes secondary limits that the token has met since its last success
 * @param now epoch milliseconds
 */
export function judgeAnswer(
  { status, headers, message }: Judged,
  { resource, strikes, now }: { resource: GitHubResource; strikes: number; now: number },
): AnswerJudgement {
  const budget = tokenBudget(headers, resource, now)
  const retryAfterMs = retryAfterOf(headers, now)
  const token = { budget, spent: status !== 304, restSeconds: null, struck: false, disabled: false }
  if (status === 401) return { verdict: 'elsewhere', token: { ...token, disabled: true } }
  const exhausted = budget?.remaining === 0
  const limited = status === 429 || exhausted || retryAfterMs !== null || /rate limit|abuse detection/i.test(message)
  if (!tooMany.includes(status) || !limited) return { verdict: verdictOf(status), token }
  if (retryAfterMs === null && exhausted)
    return { verdict: 'elsewhere', token: { ...token, restSeconds: budget.resetAfterSeconds } }
  const restSeconds = retryAfterMs === null ? backoff(strikes) : Math.ceil(retryAfterMs / 1000)
  return { verdict: 'elsewhere', token: { ...token, restSeconds, struck: true } }
}

const backoff = (strikes: number) => Math.min(mostRestSeconds, leastRestSeconds * 2 ** Math.min(strikes, 10))

function verdictOf(status: number): Verdict {
  if (status >= 500 || passing.includes(status)) return 'faulty'
  return status < 400 || status === 404 || status === 410 ? 'answered' : 'refused'
}
