import { and, desc, eq, lt, sql } from 'drizzle-orm'
import { build } from '../../build.ts'
import type { Database } from '../../database.ts'
import type { ChangeKind } from '../../event-kinds.ts'
import { answers, type RowOf } from '../../fields.ts'
import { ifGiven } from '../../fragments/if-given.ts'
import { runStatement } from '../../run-statement.ts'
import { changeEvents } from '../../schema/change-events.ts'
import { items } from '../../schema/items.ts'

const fields = {
  id: changeEvents.id,
  kind: changeEvents.kind,
  outletId: changeEvents.outletId,
  itemId: changeEvents.itemId,
  /** The item's present name; null for an outlet's change. */
  itemName: sql<string | null>`${items.name}`,
  /** The changed fields before and after the change; null before an addition and after a removal. */
  old: changeEvents.old,
  new: changeEvents.new,
  observedAt: changeEvents.observedAt,
  sweepId: changeEvents.sweepId,
}

interface ChangesPage {
  outletId?: string | null
  kind?: ChangeKind | null
  /** The id of the last change on the previous page. */
  before?: string | null
  limit: number
}

/** Change events, newest first. */
export function listChanges(db: Database, page: ChangesPage): Promise<Array<RowOf<typeof fields>>> {
  const { outletId, kind, before, limit } = page
  const listed = build
    .select(answers(fields))
    .from(changeEvents)
    .leftJoin(items, eq(items.id, changeEvents.itemId))
    .where(
      and(
        ifGiven(outletId, (id) => eq(changeEvents.outletId, id)),
        ifGiven(kind, (one) => eq(changeEvents.kind, one)),
        ifGiven(before, (id) => lt(changeEvents.id, id)),
      ),
    )
    .orderBy(desc(changeEvents.id))
    .limit(limit)
  return runStatement(db, 'list-changes', listed)
}
