import { sql } from 'drizzle-orm'
import type { Database } from '../../database.ts'
import type { ImportHold } from '../../fragments/held-import.ts'
import { type ImportRange, inBlocks, mergeStatement } from '../../fragments/import-range.ts'
import type { ImportRow } from '../../rows/import-row.ts'
import { runStatement } from '../../run-statement.ts'

/**
 * Inserts a range like `mergeAdvertiserRange`, for an import that started with an empty table. It is a fifth faster.
 *
 * @throws {StatementError} SQLSTATE 23505 when another writer has added one of the keys in the meantime
 */
export async function insertAdvertiserRange(
  db: Database,
  hold: ImportHold,
  range: ImportRange,
): Promise<ImportRow | null> {
  const insert = sql`
    insert into advertisers (advertiser_id, advertiser_name, advertiser_name_normalized, country)
    select s.key, s.advertiser_name, s.advertiser_name_normalized, s.country
    from held, sorted_advertisers s
    where ${inBlocks(range)} and s.superseded_by is null
    returning 'INSERT' as action`
  const rows = await runStatement<ImportRow>(db, 'insert-advertiser-range', mergeStatement(hold, range, insert))
  return rows[0] ?? null
}
