import type { ClaimedRow } from '@edgesweep/db/queries/claim/claim-records.ts'
import type { DiscoveryPage } from '@edgesweep/db/queries/record/finish-discoveries.ts'
import { readFoundUsers } from '@edgesweep/sites/github-profile/read-lists.ts'
import { Refused } from '../../endings/typed-errors.ts'
import { askGitHub, type GitHubContext } from '../../github/ask-github.ts'

/** A search for users, at the page that comes next. */
export interface DiscoveryRow extends ClaimedRow {
  query: string
  /** Users to find at most. */
  maxResults: number
  page: number
  /** Users on the pages before. */
  found: number
}

const perPage = 100
/** GitHub gives no more of any search. */
const mostResults = 1_000

/** Reads one page of a search. Throws `Refused` when GitHub does not understand it, and what `askGitHub` does. */
export async function processDiscovery(
  ctx: GitHubContext,
  { query, maxResults, page, found }: DiscoveryRow,
  { lost }: { lost: AbortSignal },
): Promise<DiscoveryPage> {
  const search = new URLSearchParams({ q: query, per_page: String(perPage), page: String(page) })
  const answer = await askGitHub(ctx, { path: `/search/users?${search}`, resource: 'search', lost })
  if (answer.status !== 'found') throw new Refused('GitHub has no search for users')
  const { logins, total, incomplete } = readFoundUsers(answer.body)
  const most = Math.min(maxResults, mostResults)
  const wanted = logins.slice(0, most - found)
  // Users may come and go between two pages: the pages count, not the users.
  const last = logins.length === 0 || found + wanted.length >= most || page * perPage >= Math.min(total, mostResults)
  return { logins: [...new Set(wanted)], total, incomplete, last }
}
