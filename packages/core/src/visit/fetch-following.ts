import { UnusableAnswer } from '../endings/typed-errors.ts'
import type { Usage } from '../endings/usage.ts'
import type { Lane } from '../lane/lane.ts'
import { type Fetched, type FetchLimits, fetchOnce } from './fetch-once.ts'
import { prepareVisit, type VisitContext } from './visit.ts'

const maxRedirects = 5

/**
 * Fetches an address and follows its redirects. Each hop is a visit of its own: admitted by the target guard and by robots.txt, under
 * its own domain's permit. Answers of 4xx and 5xx are returned, other than 429 and 503. Throws what `prepareVisit` and `fetchOnce` do.
 */
export async function fetchFollowing(
  ctx: VisitContext,
  address: string,
  { lane, usage, ...limits }: FetchLimits & { lane: Lane; usage: Usage },
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
