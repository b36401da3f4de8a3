import { sql } from 'drizzle-orm'
import type { Database } from '../../database.ts'
import type { ImportHold } from '../../fragments/held-import.ts'
import { type ImportRange, inBlocks, mergeStatement } from '../../fragments/import-range.ts'
import type { ImportRow } from '../../rows/import-row.ts'
import { runStatement } from '../../run-statement.ts'

/**
 * Merges the new and changed rows of an import's range into `advertisers` and moves the checkpoint. Returns null and changes nothing
 * when the import is not held, has already merged the range, or has lost its staged rows.
 */
export async function mergeAdvertiserRange(
  db: Database,
  hold: ImportHold,
  range: ImportRange,
): Promise<ImportRow | null> {
  // Both sides of the join are bounded, so that Postgres reads only this range of the table's keys.
  const below = range.nextKey === null ? sql`` : sql`and a.advertiser_id <= ${range.nextKey}::text`
  const merge = sql`
    merge into advertisers a
    using (
      select s.* from held, sorted_advertisers s where ${inBlocks(range)} and s.superseded_by is null
    ) s
    on a.advertiser_id = s.key and a.advertiser_id >= ${range.lowKey}::text ${below}
    when matched and (a.advertiser_name, a.advertiser_name_normalized, a.country)
      is distinct from (s.advertiser_name, s.advertiser_name_normalized, s.country)
      then update set advertiser_name = s.advertiser_name, advertiser_name_normalized = s.advertiser_name_normalized,
        country = s.country
    when not matched then insert (advertiser_id, advertiser_name, advertiser_name_normalized, country)
      values (s.key, s.advertiser_name, s.advertiser_name_normalized, s.country)
    returning merge_action() as action`
  const rows = await runStatement<ImportRow>(db, 'merge-advertiser-range', mergeStatement(hold, range, merge))
  return rows[0] ?? null
}
