import { sql } from 'drizzle-orm'
import type { Database } from '../../database.ts'
import type { Finished } from '../../finished.ts'
import { runStatement } from '../../run-statement.ts'
import { storableJson } from '../../storable-json.ts'

/** What one stage of a profile came to. */
export interface ProfileStage {
  stage: 'profiled' | 'enhanced'
  /** JSON; null leaves what is stored. */
  profile: unknown
  links: unknown
  /** Under which GitHub gave what is stored, by the part; the others stay. */
  etags: Record<string, unknown>
}

/**
 * Ends claimed profiles well: one that is `profiled` is due again at once for what it links to, one that is `enhanced` has ended. Gives
 * the ids of those that still held their claim; the others are as they were.
 */
export async function finishProfiles(db: Database, finished: Array<Finished<ProfileStage>>): Promise<string[]> {
  const rows = await runStatement<{ id: string }>(
    db,
    'finish-profiles',
    sql`
      update profiles t
      set status = f.stage, claimed_from = null, lease_token = null, lease_expires_at = null, error = null,
        claimed_by = case when f.stage = 'enhanced' then t.claimed_by end,
        processing_started_at = case when f.stage = 'enhanced' then t.processing_started_at end,
        ended_at = case when f.stage = 'enhanced' then now() end,
        attempts = case when f.stage = 'enhanced' then t.attempts else 0 end, throttles = 0, next_attempt_at = now(),
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
