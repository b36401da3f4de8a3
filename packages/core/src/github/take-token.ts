import { type GitHubResource, type TokenTaken, takeGitHubToken } from '@edgesweep/db/queries/github-token/take.ts'
import type { Context } from '../context.ts'
import { NoPermit } from '../endings/typed-errors.ts'

export type TokenContext = Pick<Context, 'db' | 'settings' | 'clock' | 'log'>

/** The right to one request. */
export interface TokenLease {
  /** The token's hash. */
  id: string
  resource: GitHubResource
  lease: string
  /** Secondary limits that the token has met without a success since. */
  strikes: number
}

/** Longer than any request takes. */
const leaseSeconds = 60
/** GitHub asks for one at a time, and takes all of a user's together for abuse at a hundred. */
const mostAtOnce = 8
/** What others have under way ends soon, unless so many wait for it that all of them together would ask too often. */
const pausesMs = [100, 200, 400, 800, 1_600]
/** A request that would cost nothing with one token is worth waiting for it, while it is only busy. */
const patienceForOneMs = 2_000
/** A record is held for so long before it is put off: a run that put all of them off at once would walk the whole table for nothing. */
const patienceMs = 30_000
/** An operator may set another token meanwhile. */
const noTokenMs = 300_000

/**
 * Takes the right to one request of any token that has one left for the resource; waits for one for 30 s at most. Throws `NoPermit` when
 * none has by then, with when one will, and the signal's reason when nobody wants it any more.
 *
 * @param preferred the hash of the token that is taken if it can be soon
 */
export async function takeToken(
  ctx: TokenContext,
  resource: GitHubResource,
  lost: AbortSignal,
  preferred?: string,
): Promise<TokenLease> {
  const { db, settings, clock } = ctx
  const all = await settings.github.tokens.ids()
  const one = all.filter((id) => id === preferred)
  const lease = crypto.randomUUID()
  let ids = one.length > 0 ? one : all
  for (let [waitedMs, tries] = [0, 0]; ; tries++) {
    lost.throwIfAborted()
    const taken: TokenTaken = await takeGitHubToken(db, { ids, resource, lease, leaseSeconds, mostAtOnce })
    if (taken.id !== null) return { id: taken.id, resource, lease, strikes: taken.strikes }
    const { afterSeconds } = taken
    if (ids !== all && (afterSeconds !== 0 || waitedMs >= patienceForOneMs)) {
      ids = all
      continue
    }
    if (afterSeconds === null)
      throw new NoPermit(clock.now() + noTokenMs, 'GitHub accepts no token: set others in GITHUB_TOKENS')
    const afterMs = Math.max(afterSeconds * 1000, pausesMs[tries] ?? pausesMs.at(-1)!)
    if (waitedMs >= patienceMs)
      throw new NoPermit(clock.now() + afterMs, `no GitHub token has a request left for ${resource}`)
    const waitMs = Math.min(afterMs, patienceMs - waitedMs)
    await clock.sleep(waitMs)
    waitedMs += waitMs
  }
}
