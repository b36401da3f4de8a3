import { organizationsSchema, repositoriesSchema, socialAccountsSchema, userSearchSchema } from './github-schemas.ts'
import { parseAnswer } from './parse-answer.ts'
import type { FoundUsers, Organization, Repository, SocialAccount } from './profile-record.ts'

/** Only the repositories with the most stars are kept. */
const mostRepositories = 10

/** The accounts in an answer to `GET /users/{login}/social_accounts`. Throws `UnreadablePage`. */
export const readSocialAccounts = (json: string): SocialAccount[] =>
  parseAnswer(socialAccountsSchema, 'a list of social accounts', json)

/** The organizations in an answer to `GET /users/{login}/orgs`. Throws `UnreadablePage`. */
export const readOrganizations = (json: string): Organization[] =>
  parseAnswer(organizationsSchema, 'a list of organizations', json)

/** The ten most starred repositories, forks left out, in an answer to `GET /users/{login}/repos`. Throws `UnreadablePage`. */
export function readTopRepositories(json: string): Repository[] {
  const repositories = parseAnswer(repositoriesSchema, 'a list of repositories', json)
    .filter(({ fork }) => !fork)
    .map((repository) => ({
      name: repository.name,
      url: repository.html_url,
      description: repository.description,
      language: repository.language ?? null,
      stars: repository.stargazers_count ?? 0,
      topics: repository.topics ?? [],
      pushedAt: repository.pushed_at ?? null,
    }))
  return repositories.sort((a, b) => b.stars - a.stars).slice(0, mostRepositories)
}

/** The users in an answer to `GET /search/users`. Throws `UnreadablePage`. */
export function readFoundUsers(json: string): FoundUsers {
  const { total_count, incomplete_results, items } = parseAnswer(userSearchSchema, 'a list of found users', json)
  return { logins: items.map(({ login }) => login.toLowerCase()), total: total_count, incomplete: incomplete_results }
}
