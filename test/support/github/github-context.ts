import { GitHubTokens } from '@edgesweep/core/github-tokens.ts'
import type { ProfileContext } from '@edgesweep/core/pipeline/profiles/process-profile.ts'
import type { Database } from '@edgesweep/db/database.ts'
import { fileContext } from '../file-context.ts'
import { inMemoryFiles } from '../storage/in-memory-files.ts'

/** The context of an instance that reads profiles from a local GitHub server, and pages from these local `hosts`. */
export function gitHubContext(
  db: Database,
  { host, origin }: { host: string; origin: string },
  tokens: string[],
  { hosts = [], ...changes }: Partial<ProfileContext> & { hosts?: string[] } = {},
): ProfileContext {
  const ctx = fileContext({ db, files: inMemoryFiles(), hosts: [host, ...hosts] })
  const github = { apiUrl: origin, tokens: new GitHubTokens(tokens) }
  return { ...ctx, settings: { ...ctx.settings, github }, ...changes }
}
