import type { TokenBudget } from '@edgesweep/db/queries/github-token/settle.ts'
import type { GitHubResource } from '@edgesweep/db/queries/github-token/take.ts'
import { retryAfterOf } from '../visit/retry-after.ts'
import { tokenBudget } from './token-budget.ts'

export interface Judged {
  status: number
  headers: Headers
  /** The body's `message`, empty where it has none. */
  message: string
}

/**
 * `answered`: what was asked for, or that there is none of it; `elsewhere`: to be asked with another token. `faulty`: GitHub's own
 * trouble.
 */
type Verdict = 'answered' | 'elsewhere' | 'refused' | 'faulty'

export interface AnswerJudgement {
  verdict: Verdict
  token: {
    /** What the answer says of the resource that was asked, null when it says nothing. */
    budget: TokenBudget | null
    /** Whether it cost a request. */
    spent: boolean
    /** For how long the token is not to be used; for whatever resource when it was `struck` by a secondary limit. */
    restSeconds: number | null
    struck: boolean
    /** It is not to be used ever again. */
    disabled: boolean
  }
}

const leastRestSeconds = 60
const mostRestSeconds = 3_600
const tooMany = [403, 429]
/** What may be answered otherwise a little later (RFC 9110, 15.5; RFC 8470). */
const passing = [408, 425]

/**
 * What an answer says of its token and of what was asked, by GitHub's "Rate limits for the REST API" and "Best practices": after 403 or
 * 429 wait for `retry-after`, else until the reset when nothing remains, else a minute, and twice as long each further time.
 *
 * @param strikes secondary limits that the token has met without a success since
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
