import type { ClaimedRow } from '@edgesweep/db/fragments/take-claim.ts'
import type { ProfileStage } from '@edgesweep/db/queries/record/finish-profiles.ts'
import type { ProfileRecord } from '@edgesweep/sites/github-profile/profile-record.ts'
import {
  readOrganizations,
  readSocialAccounts,
  readTopRepositories,
} from '@edgesweep/sites/github-profile/read-lists.ts'
import { readProfile } from '@edgesweep/sites/github-profile/read-profile.ts'
import { Refused } from '../../endings/typed-errors.ts'
import { askGitHub, type GitHubContext, type GitHubEtag } from '../../github/ask-github.ts'
import { fetchUntil } from '../../visit/fetch-once.ts'
import type { VisitContext } from '../../visit/visit.ts'
import type { ProfileLinks } from './profile-links.ts'
import { readBlog } from './read-blog.ts'

export type ProfileContext = GitHubContext & VisitContext

/** The parts of a profile, one GitHub request each. */
type Part = 'profile' | 'accounts' | 'organizations' | 'repositories'

/** A claimed profile, with its stored parts. */
export interface ProfileRow extends ClaimedRow {
  login: string
  profile: ProfileRecord | null
  links: ProfileLinks | null
  etags: Partial<Record<Part, GitHubEtag>>
}

/**
 * Does one stage of a profile: `initial` reads the user, `profiled` reads the links. A part that has not changed since it was
 * stored costs no request. Throws `Refused` when there is no such user, and the errors of `askGitHub`.
 */
export async function processProfile(
  ctx: ProfileContext,
  row: ProfileRow,
  { lost }: { lost: AbortSignal },
): Promise<ProfileStage> {
  const etags: Partial<Record<Part, GitHubEtag>> = {}
  const path = `/users/${encodeURIComponent(row.login)}`

  /** A part as GitHub has it now, or the stored one when it has not changed. */
  const read = async <T>(
    part: Part,
    below: string,
    stored: T | undefined,
    extract: (json: string) => T,
  ): Promise<T> => {
    const etag = stored === undefined ? undefined : row.etags[part]
    const answer = await askGitHub(ctx, { path: `${path}${below}`, resource: 'core', etag, lost })
    if (answer.status === 'absent') throw new Refused(`GitHub has no user ${row.login}`)
    if (answer.status === 'unchanged') return stored!
    if (answer.etag) etags[part] = answer.etag
    return extract(answer.body)
  }

  if (row.from === 'initial') {
    const profile = await read('profile', '', row.profile ?? undefined, readProfile)
    return { stage: 'profiled', profile, links: null, etags }
  }
  const { links } = row
  // One after another, as GitHub requires.
  const accounts = await read('accounts', '/social_accounts?per_page=100', links?.accounts, readSocialAccounts)
  const organizations = await read('organizations', '/orgs?per_page=100', links?.organizations, readOrganizations)
  const repositories = await read(
    'repositories',
    '/repos?per_page=100&sort=pushed',
    links?.repositories,
    readTopRepositories,
  )
  const visiting = { ...ctx, fetch: fetchUntil(ctx.fetch, lost) }
  const blog = await readBlog(visiting, row.profile?.blog ?? { state: 'missing' })
  return { stage: 'enhanced', profile: null, links: { accounts, organizations, repositories, blog }, etags }
}
