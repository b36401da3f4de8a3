import { sql } from 'drizzle-orm'
import type { Database } from '../../database.ts'
import { runStatement } from '../../run-statement.ts'
import { storableJson } from '../../storable-json.ts'

/** A page that was read, and the file with its text. */
export interface KeptPage {
  requestedUrl: string
  via: 'fetch' | 'render'
  /** URL after redirects. */
  url: string
  status: number
  contentType: string
  file: string
}

export interface OutletPagesObservation {
  outletId: string
  sweepId: string
  /** ISO 8601, from `readOutlet`; the same as that of the items read from the pages. */
  observedAt: string
  /** Pages in the order of reading. */
  pages: KeptPage[]
}

/** Records the pages of one observation, whose files are already in the bucket. A repeated call changes nothing. */
export async function recordOutletPages(
  db: Database,
  { outletId, sweepId, observedAt, pages }: OutletPagesObservation,
): Promise<void> {
  await runStatement(
    db,
    'record-outlet-pages',
    sql`
      insert into outlet_pages (
        sweep_id, outlet_id, observed_at, place, requested_url, via, url, status, content_type, file
      )
      select ${sweepId}, ${outletId}, ${observedAt}::timestamptz, p.place - 1, p.requested_url, p.via, p.url, p.status,
        p.content_type, p.file
      from rows from (
        jsonb_to_recordset(${storableJson(pages)}::jsonb) as (
          "requestedUrl" text, via text, url text, status int, "contentType" text, file text
        )
      ) with ordinality as p (requested_url, via, url, status, content_type, file, place)
      on conflict do nothing`,
  )
}
