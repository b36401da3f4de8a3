import { and, asc, eq, gt } from 'drizzle-orm'
import { build } from '../../build.ts'
import type { Database } from '../../database.ts'
import { answers, currentTime, type RowOf } from '../../fields.ts'
import { ifGiven } from '../../fragments/if-given.ts'
import { runStatement } from '../../run-statement.ts'
import { items } from '../../schema/items.ts'
import { outlets } from '../../schema/outlets.ts'

const fields = {
  id: items.id,
  key: items.key,
  name: items.name,
  /** Price in the currency's minor unit; null together with `currency`. */
  priceMinor: items.priceMinor,
  currency: items.currency,
  availability: items.availability,
  url: items.url,
  imageUrl: items.imageUrl,
  firstSeenAt: items.firstSeenAt,
  changedAt: items.changedAt,
  /** Time of the outlet's last extraction. */
  lastExtractedAt: outlets.lastExtractedAt,
  observedAt: currentTime,
}

export type ItemRow = RowOf<typeof fields>

interface ItemsPage {
  outletId: string
  /** The key of the last item on the previous page. */
  after?: string | null
  limit: number
}

/** The listed items of an outlet, by key. */
export function readOutletItems(db: Database, { outletId, after, limit }: ItemsPage): Promise<ItemRow[]> {
  const read = build
    .select(answers(fields))
    .from(items)
    .innerJoin(outlets, eq(outlets.id, items.outletId))
    .where(
      and(
        eq(items.outletId, outletId),
        eq(items.listed, true),
        ifGiven(after, (key) => gt(items.key, key)),
      ),
    )
    .orderBy(asc(items.key))
    .limit(limit)
  return runStatement(db, 'read-outlet-items', read)
}
