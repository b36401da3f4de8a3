import { finishProfiles, type ProfileStage } from '@edgesweep/db/queries/record/finish-profiles.ts'
import { judgeError } from '../../claim/judge-error.ts'
import type { Pipeline } from '../../claim/pipeline.ts'
import { type ProfileContext, type ProfileRow, processProfile } from './process-profile.ts'

/** Reads GitHub profiles, then their links. */
export const profilePipeline: Pipeline<ProfileContext, ProfileRow, ProfileStage> = {
  name: 'profiles',
  retry: { maxAttempts: 5, retrySeconds: 5 },
  process: processProfile,
  judge: judgeError,
  finish: finishProfiles,
}
