import type { TokenBudget } from '@edgesweep/db/queries/github-token/settle.ts'
import type { GitHubResource } from '@edgesweep/db/queries/github-token/take.ts'

/** GitHub rounds the date and the reset to whole seconds. */
const roundingSeconds = 1

/**
 * The budget in an answer's `x-ratelimit-…` headers; null when they are missing or belong to another resource.
 *
 * @param now epoch milliseconds, used when the answer has no date
 */
export function tokenBudget(headers: Headers, resource: GitHubResource, now: number): TokenBudget | null {
  const of = (name: string): number | null => {
    const text = headers.get(`x-ratelimit-${name}`) ?? ''
    return /^\d{1,12}$/.test(text) ? Number(text) : null
  }
  const [limit, remaining, reset] = [of('limit'), of('remaining'), of('reset')]
  if (limit === null || remaining === null || reset === null) return null
  if ((headers.get('x-ratelimit-resource') ?? resource) !== resource) return null
  const date = Date.parse(headers.get('date') ?? '')
  const answeredAt = Math.floor((Number.isNaN(date) ? now : date) / 1000)
  return { limit, remaining, reset, resetAfterSeconds: Math.max(0, reset - answeredAt) + roundingSeconds }
}
