import { type DiscoveryPage, finishDiscoveries } from '@edgesweep/db/queries/record/finish-discoveries.ts'
import { judgeError } from '../../claim/judge-error.ts'
import type { Pipeline } from '../../claim/pipeline.ts'
import type { GitHubContext } from '../../github/ask-github.ts'
import { type DiscoveryRow, processDiscovery } from './process-discovery.ts'

/** Searches for GitHub users, one page per claim. Each user found becomes a profile to read. */
export const discoveryPipeline: Pipeline<GitHubContext, DiscoveryRow, DiscoveryPage> = {
  name: 'discoveries',
  retry: { maxAttempts: 5, retrySeconds: 5 },
  process: processDiscovery,
  judge: judgeError,
  finish: finishDiscoveries,
}
