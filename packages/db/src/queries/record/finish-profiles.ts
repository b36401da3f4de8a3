import { sql } from 'drizzle-orm'
import type { Database } from '../../database.ts'
import { attemptsAtEnd, type Finished, finishClaim } from '../../fragments/finish-claim.ts'
import { runStatement } from '../../run-statement.ts'
import { storableJson } from '../../storable-json.ts'

/** The result of one stage of a profile. */
export interface ProfileStage {
  stage: 'profiled' | 'enhanced'
  /** JSON; null keeps the stored value. */
  profile: unknown
  links: unknown
  /** New ETags by part; the others stay. */
  etags: Record<string, unknown>
}

/**
 * Completes a stage of claimed profiles. A `profiled` profile is due again at once for its links; an `enhanced` profile has ended. Returns the
 * ids of those that were still held; the others are unchanged.
 */
export async function finishProfiles(db: Database, finished: Array<Finished<ProfileStage>>): Promise<string[]> {
  const rows = await runStatement<{ id: string }>(
    db,
    'finish-profiles',
    sql`
      update profiles t
      set status = f.stage, ${finishClaim},
        claimed_by = case when f.stage = 'enhanced' then t.claimed_by end,
        processing_started_at = case when f.stage = 'enhanced' then t.processing_started_at end,
        ended_at = case when f.stage = 'enhanced' then now() end,
        attempts = case when f.stage = 'enhanced' then ${attemptsAtEnd} else 0 end, throttles = 0, next_attempt_at = now(),
        profile = coalesce(f.profile, t.profile), links = coalesce(f.links, t.links), etags = t.etags || f.etags,
        profiled_at = case when f.stage = 'profiled' then now() else t.profiled_at end,
        enhanced_at = case when f.stage = 'enhanced' then now() else t.enhanced_at end
      from jsonb_to_recordset(${storableJson(finished)}::jsonb)
        as f (id text, token text, stage text, profile jsonb, links jsonb, etags jsonb)
      where t.id = f.id and t.lease_token = f.token
      returning t.id`,
  )
  return rows.map(({ id }) => id)
}
