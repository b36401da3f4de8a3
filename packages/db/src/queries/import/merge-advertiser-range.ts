import { sql } from 'drizzle-orm'
import type { Database } from '../../database.ts'
import type { ImportHold } from '../../fragments/held-import.ts'
import { type ImportRange, inBlocks, mergeStatement } from '../../fragments/import-range.ts'
import type { ImportRow } from '../../rows/import-row.ts'
import { runStatement } from '../../run-statement.ts'

/**
 * Merges a range of an import's rows into `advertisers`: rows that are new, and rows that differ. Moves the checkpoint, too. Null, and nothing
 * changed, when the import is not held, has already merged the range, or has lost its staged rows.
 */
export async function mergeAdvertiserRange(
  db: Database,
  hold: ImportHold,
  range: ImportRange,
): Promise<ImportRow | null> {
  // Bounds on both sides of the join, so that only this range of the table's key is read.
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
