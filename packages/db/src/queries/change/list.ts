import { sql } from 'drizzle-orm'
import type { Database } from '../../database.ts'
import type { ChangeKind } from '../../event-kinds.ts'
import { runStatement } from '../../run-statement.ts'

interface ChangeRow {
  id: string
  kind: ChangeKind
  outletId: string
  itemId: string | null
  /** As it is called now; null for an outlet's change. */
  itemName: string | null
  /** The fields that changed, before and after; null where there is no such side. */
  old: unknown
  new: unknown
  observedAt: string
  sweepId: string | null
}

interface ChangesPage {
  outletId?: string | null
  kind?: ChangeKind | null
  /** The id of the last change of the page before. */
  before?: string | null
  limit: number
}

/** Change events, newest first. */
export function listChanges(db: Database, page: ChangesPage): Promise<ChangeRow[]> {
  const { outletId = null, kind = null, before = null, limit } = page
  return runStatement<ChangeRow>(
    db,
    'list-changes',
    sql`
      select e.id, e.kind, e.outlet_id as "outletId", e.item_id as "itemId", i.name as "itemName", e.old, e.new,
        iso_time(e.observed_at) as "observedAt", e.sweep_id as "sweepId"
      from change_events e
      left join items i on i.id = e.item_id
      where (${outletId}::text is null or e.outlet_id = ${outletId}::text)
        and (${kind}::text is null or e.kind = ${kind}::text)
        and (${before}::text is null or e.id < ${before}::text)
      order by e.id desc
      limit ${limit}::int`,
  )
}
