import { sql } from 'drizzle-orm'
import type { Database } from '../../database.ts'
import type { ImportHold } from '../../fragments/held-import.ts'
import { type ImportRange, inBlocks, mergeStatement } from '../../fragments/import-range.ts'
import type { ImportRow } from '../../rows/import-row.ts'
import { runStatement } from '../../run-statement.ts'

/**
 * Merges a range of an import's rows into `outlets`, by site and URL, and moves the checkpoint. New outlets are due at once; outlets that
 * differ are updated. `enabled` counts for new outlets only, so that a disabled one stays disabled. Returns null and changes nothing when the
 * import is not held, has already merged the range, or has lost its staged rows.
 *
 * @throws {StatementError} SQLSTATE 23505 when another writer creates one of the outlets at the same moment
 */
export async function mergeOutletRange(db: Database, hold: ImportHold, range: ImportRange): Promise<ImportRow | null> {
  const merge = sql`
    merge into outlets o
    using (
      select s.site, s.url, s.name, coalesce(s.options::jsonb, '{}') as options, s.timezone,
        s.interval_seconds::int as interval_seconds, s.enabled::boolean as enabled
      from held, sorted_outlets s
      where ${inBlocks(range)} and s.superseded_by is null
    ) s
    on o.site = s.site and o.url = s.url
    when matched and (o.name, o.options, o.timezone, o.interval_seconds)
      is distinct from (s.name, s.options, s.timezone, s.interval_seconds)
      then update set name = s.name, options = s.options, timezone = s.timezone, interval_seconds = s.interval_seconds,
        updated_at = now(), next_sweep_at = least(o.next_sweep_at, next_sweep_at(o.id, s.interval_seconds, s.timezone))
    when not matched then insert (id, site, url, name, options, timezone, interval_seconds, enabled)
      values (new_id('out_'), s.site, s.url, s.name, s.options, s.timezone, s.interval_seconds, s.enabled)
    returning merge_action() as action`
  const rows = await runStatement<ImportRow>(db, 'merge-outlet-range', mergeStatement(hold, range, merge))
  return rows[0] ?? null
}
