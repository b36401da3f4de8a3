import { userSearchSchema } from './github-schemas.ts'
import { parseAnswer } from './parse-answer.ts'
import type { FoundUsers } from './profile-record.ts'

/** The logins in an answer to `GET /search/users`. Throws UnreadablePage. */
export function readFoundUsers(json: string): FoundUsers {
  const { total_count, incomplete_results, items } = parseAnswer(userSearchSchema, 'a list of found users', json)
  return { logins: items.map(({ login }) => login.toLowerCase()), total: total_count, incomplete: incomplete_results }
}
