import { sql } from 'drizzle-orm'
import type { Database } from '../../database.ts'
import { runStatement } from '../../run-statement.ts'
import type { ItemRow } from './read.ts'

/** An item's recorded state at some time; `listed` is null when that state is no longer stored. */
export interface ItemThen extends Pick<ItemRow, 'key' | 'name' | 'priceMinor' | 'currency' | 'availability'> {
  listed: boolean | null
}

/** The recorded state at `observedAt` (ISO 8601) of all items that the outlet had listed by then. */
export function readItemsThen(
  db: Database,
  { outletId, observedAt }: { outletId: string; observedAt: string },
): Promise<ItemThen[]> {
  // An unchanged item still has that state, even if its last snapshot is archived.
  return runStatement<ItemThen>(
    db,
    'read-items-then',
    sql`
      select i.key, coalesce(t.name, i.name) as name, t.price_minor::float8 as "priceMinor", t.currency::text, t.availability,
        t.listed
      from items i
      left join lateral (
        select i.name, i.price_minor, i.currency, i.availability, i.listed
        where i.changed_at <= ${observedAt}::timestamptz
        union all
        (
          select s.name, s.price_minor, s.currency, s.availability, s.listed
          from snapshots s
          where i.changed_at > ${observedAt}::timestamptz
            and s.item_id = i.id and s.observed_at <= ${observedAt}::timestamptz
          order by s.observed_at desc
          limit 1
        )
      ) t on true
      where i.outlet_id = ${outletId} and i.first_seen_at <= ${observedAt}::timestamptz
      order by i.key`,
  )
}
