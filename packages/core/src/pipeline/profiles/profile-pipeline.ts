import { finishProfiles, type ProfileStage } from '@edgesweep/db/queries/record/finish-profiles.ts'
import { judgeError } from '../../claim/judge-error.ts'
import type { Pipeline } from '../../claim/pipeline.ts'
import { type ProfileContext, type ProfileRow, processProfile } from './process-profile.ts'

/** GitHub profiles: read, and then what they link to. */
export const profilePipeline: Pipeline<ProfileContext, ProfileRow, ProfileStage> = {
  name: 'profiles',
  retry: { maxAttempts: 5, retrySeconds: 5 },
  process: processProfile,
  judge: judgeError,
  finish: finishProfiles,
}
