import { sql } from 'drizzle-orm'
import type { Database } from '../../database.ts'
import { attemptsAtEnd, type Finished, finishClaim } from '../../fragments/finish-claim.ts'
import { runStatement } from '../../run-statement.ts'
import { storableJson } from '../../storable-json.ts'

/** The values read from an ad creative's page. */
export interface CreativeReading {
  title: string | null
  bodyText: string | null
  landingUrl: string | null
  /** URLs of images and videos; each becomes a file task. */
  media: string[]
}

const enqueued = sql`,
  files as (
    insert into file_tasks (id, job_id, url, submitted_at)
    select new_id('fil_'), id, url, created_at
    from (select distinct id, created_at, jsonb_array_elements_text(media) as url from done) as wanted
    order by id, md5(url)
    on conflict (job_id, md5(url)) do nothing
  )`

/**
 * Completes claimed creatives and adds file tasks for their media, in one statement, so that no creative lacks them. Returns the ids of those
 * that were still held; the others are unchanged.
 */
export async function finishCreatives(db: Database, finished: Array<Finished<CreativeReading>>): Promise<string[]> {
  const rows = await runStatement<{ id: string }>(
    db,
    'finish-creatives',
    sql`
      with done as (
        update creatives t
        set status = 'completed', ended_at = now(), attempts = ${attemptsAtEnd}, ${finishClaim}, title = f.title, body_text = f."bodyText", landing_url = f."landingUrl", media = f.media
        from jsonb_to_recordset(${storableJson(finished)}::jsonb)
          as f (id text, token text, title text, "bodyText" text, "landingUrl" text, media jsonb)
        where t.id = f.id and t.lease_token = f.token
        returning t.id, t.media, t.created_at
      )${finished.some(({ media }) => media.length > 0) ? enqueued : sql``}
      select id from done`,
  )
  return rows.map(({ id }) => id)
}
