import { GitHubTokens } from '@edgesweep/core/github-tokens.ts'
import type { ProfileContext } from '@edgesweep/core/pipeline/profiles/process-profile.ts'
import type { Database } from '@edgesweep/db/database.ts'
import { fileContext } from '../file-context.ts'
import { inMemoryFiles } from '../in-memory-files.ts'

/** What an instance has that reads profiles from a GitHub of this machine, and pages from `hosts` of it. */
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
