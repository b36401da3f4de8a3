import { sql } from 'drizzle-orm'
import type { Database } from '../../database.ts'
import type { Finished } from '../../finished.ts'
import { runStatement } from '../../run-statement.ts'
import { storableJson } from '../../storable-json.ts'

/** What an ad creative's page says. */
export interface CreativeReading {
  title: string | null
  bodyText: string | null
  landingUrl: string | null
  /** Addresses of images and videos; a file task each. */
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
 * Ends claimed creatives well and has their media fetched, in one statement: there is no creative whose media nobody fetches. Gives the
 * ids of those that still held their claim; the others are as they were.
 */
export async function finishCreatives(db: Database, finished: Array<Finished<CreativeReading>>): Promise<string[]> {
  const rows = await runStatement<{ id: string }>(
    db,
    'finish-creatives',
    sql`
      with done as (
        update creatives t
        set status = 'completed', ended_at = now(), claimed_from = null, lease_token = null, lease_expires_at = null,
          error = null, title = f.title, body_text = f."bodyText", landing_url = f."landingUrl", media = f.media
        from jsonb_to_recordset(${storableJson(finished)}::jsonb)
          as f (id text, token text, title text, "bodyText" text, "landingUrl" text, media jsonb)
        where t.id = f.id and t.lease_token = f.token
        returning t.id, t.media, t.created_at
      )${finished.some(({ media }) => media.length > 0) ? enqueued : sql``}
      select id from done`,
  )
  return rows.map(({ id }) => id)
}
