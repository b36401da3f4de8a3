import { sql } from 'drizzle-orm'
import type { Database } from '../../database.ts'
import { runStatement } from '../../run-statement.ts'
import { storableJson } from '../../storable-json.ts'
import type { NewOutlet } from './create.ts'

/**
 * Stores many outlets by id, for seeding and imports: new ones are due at once, those that differ are brought up to date, the others
 * not touched. `enabled` counts for new ones only, so that one switched off stays off.
 *
 * @throws {StatementError} SQLSTATE 23505 when another id has the same site and URL
 */
export async function upsertOutlets(
  db: Database,
  { outlets }: { outlets: NewOutlet[] },
): Promise<{ added: number; changed: number }> {
  const rows = await runStatement<{ added: number; changed: number }>(
    db,
    'upsert-outlets',
    sql`
      with written as (
        insert into outlets as o (id, site, name, url, options, timezone, interval_seconds, enabled, confirmations)
        select distinct on (n.id)
          n.id, n.site, n.name, n.url, coalesce(n.options, '{}'), n.timezone, n."intervalSeconds", n.enabled, n.confirmations
        from jsonb_to_recordset(${storableJson(outlets)}::jsonb) as n (
          id text, site text, name text, url text, options jsonb, timezone text, "intervalSeconds" int, enabled boolean,
          confirmations int
        )
        order by n.id
        on conflict (id) do update set
          site = excluded.site, name = excluded.name, url = excluded.url, options = excluded.options,
          timezone = excluded.timezone, interval_seconds = excluded.interval_seconds,
          confirmations = excluded.confirmations, updated_at = now(),
          next_sweep_at = least(o.next_sweep_at, next_sweep_at(o.id, excluded.interval_seconds, excluded.timezone))
        where (o.site, o.name, o.url, o.options, o.timezone, o.interval_seconds, o.confirmations)
          is distinct from (
            excluded.site, excluded.name, excluded.url, excluded.options, excluded.timezone, excluded.interval_seconds,
            excluded.confirmations
          )
        returning o.xmax = 0 as added
      )
      select count(*) filter (where added)::int as added, count(*) filter (where not added)::int as changed
      from written`,
  )
  return rows[0]!
}
