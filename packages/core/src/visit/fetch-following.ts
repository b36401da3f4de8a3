import { UnusableAnswer } from '../endings/typed-errors.ts'
import type { Usage } from '../endings/usage.ts'
import type { LaneName } from '../lane/lane.ts'
import { type Fetched, type FetchLimits, fetchOnce } from './fetch-once.ts'
import { prepareVisit, type VisitContext } from './visit.ts'

const maxRedirects = 5

/**
 * Fetches an address and follows its redirects. Each hop is a separate visit: the target guard and robots.txt must admit it, and it runs
 * under its own domain's permit. Returns answers of 4xx and 5xx, except 429 and 503. Throws the errors of `prepareVisit` and `fetchOnce`, and
 * `UnusableAnswer` after too many redirects.
 */
export async function fetchFollowing(
  ctx: VisitContext,
  address: string,
  { lane, usage, ...limits }: FetchLimits & { lane: LaneName; usage: Usage },
): Promise<Fetched> {
  let next = address
  for (let redirects = 0; redirects <= maxRedirects; redirects++) {
    const { url, under } = await prepareVisit(ctx, next, lane, usage)
    const answer = await under(() => fetchOnce(ctx, url, limits))
    usage.bytes += answer.body.byteLength
    if (answer.location === null) return answer
    next = answer.location
  }
  throw new UnusableAnswer(`${address} redirects more than ${maxRedirects} times`)
}
