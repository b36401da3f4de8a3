import { sql } from 'drizzle-orm'
import type { Database } from '../../database.ts'
import { deliverEvents } from '../../fragments/deliver-events.ts'
import { heldImport, type ImportHold } from '../../fragments/held-import.ts'
import { kindText } from '../../fragments/kind-text.ts'
import { endLease } from '../../fragments/lease.ts'
import { type ImportRow, importColumns } from '../../rows/import-row.ts'
import { runStatement } from '../../run-statement.ts'

/**
 * Ends an import with the status in its `ending`, otherwise as completed. A completed import sends `import.completed` to the caller's
 * endpoints, or to all endpoints if a host started it. Returns null and changes nothing when the import is not held.
 */
export async function finishImport(db: Database, hold: ImportHold): Promise<ImportRow | null> {
  const rows = await runStatement<ImportRow>(
    db,
    'finish-import',
    sql`
      with ${heldImport(hold)},
      ended as (
        update imports i
        set status = coalesce(i.ending, 'completed'), ended_at = now(), steps = i.steps + 1, read_share = 1,
          ${endLease}, position = null
        from held
        where i.id = held.id
        returning i.*
      ),
      events as materialized (
        select new_id('evt_') as event_id, ${kindText('import.completed')} as kind, key_id, jsonb_build_object(
          'type', ${kindText('import.completed')}, 'timestamp', iso_time(ended_at),
          'data', jsonb_build_object(
            'import_id', id, 'table', target, 'filename', case when is_local then regexp_replace(filename, '^.*/|^[^:]*:| of \S+$', '', 'g') else filename end, 'rows_read', rows_read, 'inserted', inserted,
            'updated', updated, 'unchanged', unchanged, 'rejected', rejected, 'duplicates', duplicates,
            'started_at', iso_time(started_at), 'ended_at', iso_time(ended_at)
          )
        ) as payload
        from ended
        where status = 'completed'
      ),
      ${deliverEvents(sql`v.key_id is null or e.key_id = v.key_id`)}
      select ${importColumns} from ended i`,
  )
  return rows[0] ?? null
}
