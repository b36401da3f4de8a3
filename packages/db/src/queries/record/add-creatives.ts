import { sql } from 'drizzle-orm'
import type { Database } from '../../database.ts'
import { runStatement } from '../../run-statement.ts'
import { storableJson } from '../../storable-json.ts'

interface NewCreative {
  url: string
  advertiserId: string | null
}

/** Adds ad creatives, due at once. Creatives with known URLs stay unchanged. Returns the number of new creatives. */
export async function addCreatives(db: Database, { creatives }: { creatives: NewCreative[] }): Promise<number> {
  // Ordered, so that two calls with the same addresses cannot deadlock.
  const rows = await runStatement<{ added: number }>(
    db,
    'add-creatives',
    sql`
      with added as (
        insert into creatives (id, url, advertiser_id)
        select new_id('crv_'), url, advertiser_id
        from (
          select distinct on (md5(c.url)) c.url, c."advertiserId" as advertiser_id
          from jsonb_to_recordset(${storableJson(creatives)}::jsonb) as c (url text, "advertiserId" text)
        ) as wanted
        order by md5(url)
        on conflict (md5(url)) do nothing
        returning id
      )
      select count(*)::int as added from added`,
  )
  return rows[0]!.added
}
