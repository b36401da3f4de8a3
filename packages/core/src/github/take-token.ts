import { type GitHubResource, type TokenTaken, takeGitHubToken } from '@edgesweep/db/queries/github-token/take.ts'
import type { Context } from '../context.ts'
import { NoPermit } from '../endings/typed-errors.ts'

export type TokenContext = Pick<Context, 'db' | 'settings' | 'clock' | 'log'>

/** A lease of a token for one request. */
export interface TokenLease {
  /** The token's hash. */
  id: string
  resource: GitHubResource
  lease: string
  /** Secondary limits that the token has met since its last success. */
  strikes: number
}

/** Longer than any request. */
const leaseSeconds = 60
/** GitHub asks for one request at a time, and treats a hundred at once from one user as abuse. */
const mostAtOnce = 8
/** Pauses between tries while other requests hold the token. They grow, so that many waiting requests do not ask too often. */
const pausesMs = [100, 200, 400, 800, 1_600]
/** How long to wait for a busy token whose stored ETag makes the request free. */
const patienceForOneMs = 2_000
/** How long a record may wait for a token before it is deferred. Deferring every record immediately would scan the whole table. */
const patienceMs = 30_000
/** The pause when GitHub accepts no token. An operator may set another one meanwhile. */
const noTokenMs = 300_000

/**
 * Leases any token with a request left for the resource, waiting at most 30 s. Throws `NoPermit` with the wait until one is available,
 * and the signal's reason when the request is no longer needed.
 *
 * @param preferred the hash of the token to use if it is available soon
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
      throw new NoPermit(noTokenMs, 'GitHub accepts none of the tokens: set valid ones in GITHUB_TOKENS')
    const afterMs = Math.max(afterSeconds * 1000, pausesMs[tries] ?? pausesMs.at(-1)!)
    if (waitedMs >= patienceMs) throw new NoPermit(afterMs, `no GitHub token has a request left for ${resource}`)
    const waitMs = Math.min(afterMs, patienceMs - waitedMs)
    await clock.sleep(waitMs)
    waitedMs += waitMs
  }
}
