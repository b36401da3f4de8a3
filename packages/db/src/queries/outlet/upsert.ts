import { sql } from 'drizzle-orm'
import type { Database } from '../../database.ts'
import { columnNames, excludedAssignments, recordset, valuesOrDefaults } from '../../fragments/recordset.ts'
import { runStatement } from '../../run-statement.ts'
import { type NewOutlet, newOutletColumns } from '../../schema/outlets.ts'

const { id: _, enabled: __, owner: ___, ...updated } = newOutletColumns

/**
 * Stores many outlets by id, for seeding and imports: new outlets are due at once, outlets that differ are updated, the others are
 * not touched. `enabled` and `owner` count for new outlets only.
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
        insert into outlets as o (${columnNames(newOutletColumns)})
        select distinct on (n.id) ${valuesOrDefaults('n', newOutletColumns)}
        from ${recordset('n', outlets, newOutletColumns)}
        order by n.id
        on conflict (id) do update set
          ${excludedAssignments(updated)}, updated_at = now(),
          next_sweep_at = least(o.next_sweep_at, next_sweep_at(o.id, excluded.interval_seconds, excluded.timezone))
        where (${columnNames(updated, 'o')}) is distinct from (${columnNames(updated, 'excluded')})
        returning o.xmax = 0 as added
      )
      select count(*) filter (where added)::int as added, count(*) filter (where not added)::int as changed
      from written`,
  )
  return rows[0]!
}
