import { sql } from 'drizzle-orm'
import type { Database } from '../../database.ts'
import type { HistoryKind } from '../../history-kind.ts'
import { runStatement } from '../../run-statement.ts'

/** `pending`: detaching was interrupted before its end. `gone`: dropped. */
export type PartitionState = 'attached' | 'pending' | 'detached' | 'gone'

/** The state of a day's partition. */
export async function readPartitionState(
  db: Database,
  { kind, day }: { kind: HistoryKind; day: string },
): Promise<PartitionState> {
  const rows = await runStatement<{ state: PartitionState }>(
    db,
    'read-partition-state',
    sql`
      select case
        when p.oid is null then 'gone' when i.inhrelid is null then 'detached' when i.inhdetachpending then 'pending'
        else 'attached'
      end as state
      from (select to_regclass(partition_of(${kind}, ${day}::date)) as oid) p
      left join pg_inherits i on i.inhrelid = p.oid`,
  )
  return rows[0]!.state
}
