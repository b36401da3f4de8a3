import getRepository from '@octokit/fixtures/scenarios/api.github.com/get-repository/normalized-fixture.json' with {
  type: 'json',
}
import searchIssues from '@octokit/fixtures/scenarios/api.github.com/search-issues/normalized-fixture.json' with {
  type: 'json',
}
import type { components } from '@octokit/openapi-types'

type Schemas = components['schemas']

const recorded = searchIssues[0]!.response.items![0]!.user
const recordedRepository = getRepository[0]!.response

/** A user as GitHub embeds it in other answers: a recorded one with another login. */
function simpleUser(login: string): Schemas['simple-user'] {
  const text = JSON.stringify(recorded).replaceAll(recorded.login, login)
  return { ...(JSON.parse(text) as typeof recorded), id: numberOf(login) }
}

/** The answer to `GET /users/{login}`. Its numbers and texts derive from the login. */
export function user(login: string, blog: string | null = null): Schemas['public-user'] {
  return {
    ...simpleUser(login),
    name: `${login} the ${numberOf(login)}th`,
    company: '@github',
    blog: blog ?? '',
    location: 'San Francisco',
    email: null,
    hireable: null,
    bio: null,
    twitter_username: null,
    public_repos: 2,
    public_gists: 0,
    followers: numberOf(login),
    following: 9,
    created_at: '2008-01-14T04:33:35Z',
    updated_at: '2026-11-01T10:00:00Z',
  }
}

export const socialAccounts = (login: string): Schemas['social-account'][] => [
  { provider: 'mastodon', url: `https://mastodon.example/@${login}` },
]

export function organizations(): Schemas['organization-simple'][] {
  const { login, id, node_id, url, repos_url, events_url, avatar_url } = simpleUser('octokit-fixture-org')
  const urls = { url, repos_url, events_url, avatar_url }
  const more = { hooks_url: `${url}/hooks`, issues_url: `${url}/issues`, members_url: `${url}/members` }
  return [{ login, id: Number(id), node_id, ...urls, ...more, public_members_url: `${url}/members`, description: null }]
}

/** Three recorded repositories: one with many stars, one with few, and a fork with the most. */
export function repositories(login: string): unknown[] {
  const repository = (name: string, stargazers_count: number, fork: boolean) => ({
    ...recordedRepository,
    name,
    full_name: `${login}/${name}`,
    html_url: `https://github.com/${login}/${name}`,
    owner: simpleUser(login),
    stargazers_count,
    fork,
  })
  return [repository('few', 3, false), repository('fork', 900, true), repository('many', 42, false)]
}

/** A page of the answer to `GET /search/users`. */
export const foundUsers = (logins: string[], total: number) => ({
  total_count: total,
  incomplete_results: false,
  items: logins.map((login): Schemas['user-search-result-item'] => ({ ...simpleUser(login), score: 1 })),
})

/** A number that is the same for the same login. */
const numberOf = (login: string): number =>
  [...login].reduce((sum, letter) => (sum * 31 + letter.charCodeAt(0)) % 100_000, 7)
