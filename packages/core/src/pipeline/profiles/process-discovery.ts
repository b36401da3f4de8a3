import type { ClaimedRow } from '@edgesweep/db/fragments/take-claim.ts'
import type { DiscoveryPage } from '@edgesweep/db/queries/record/finish-discoveries.ts'
import { readFoundUsers } from '@edgesweep/sites/github-profile/read-lists.ts'
import { Refused } from '../../endings/typed-errors.ts'
import { askGitHub, type GitHubContext } from '../../github/ask-github.ts'

/** A search for users, with its next page. */
export interface DiscoveryRow extends ClaimedRow {
  query: string
  /** The maximum number of users to find. */
  maxResults: number
  page: number
  /** Users found on earlier pages. */
  found: number
}

const perPage = 100
/** GitHub returns at most this many results of a search. */
const mostResults = 1_000

/** Reads one page of a search. Throws `Refused` when GitHub rejects the query, and the errors of `askGitHub`. */
export async function processDiscovery(
  ctx: GitHubContext,
  { query, maxResults, page, found }: DiscoveryRow,
  { lost }: { lost: AbortSignal },
): Promise<DiscoveryPage> {
  const search = new URLSearchParams({ q: query, per_page: String(perPage), page: String(page) })
  const answer = await askGitHub(ctx, { path: `/search/users?${search}`, resource: 'search', lost })
  if (answer.status !== 'found') throw new Refused('GitHub answered that it has no search for users')
  const { logins, total, incomplete } = readFoundUsers(answer.body)
  const most = Math.min(maxResults, mostResults)
  const wanted = logins.slice(0, most - found)
  // Users may appear and disappear between pages, so count pages instead of users.
  const last = logins.length === 0 || found + wanted.length >= most || page * perPage >= Math.min(total, mostResults)
  return { logins: [...new Set(wanted)], total, incomplete, last }
}
