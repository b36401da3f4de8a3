import { readOutletItems } from '@edgesweep/db/queries/item/read.ts'
import { readOutlet } from '@edgesweep/db/queries/outlet/read.ts'
import type { Context } from '../context.ts'
import { type ItemBody, itemBody, type OutletBody, outletBody } from './outlet-body.ts'

/** An outlet as stored right after an observation, so that a job's caller need not request it again. */
export interface FreshOutlet {
  /** When the outlet was observed, ISO 8601 by the database's clock. Null before the first observation. */
  observed_at: string | null
  outlet: OutletBody
  /** After an extraction: the first items by key. `next` is the cursor for the rest of the list, or null. */
  items?: { data: ItemBody[]; next: string | null }
}

const mostItems = 1_000
/** In characters of JSON: an item result of a job is one row and one message. */
const mostText = 700_000

/** Reads an outlet, with its items if they were just recorded. Null when it was deleted meanwhile. */
export async function readFreshOutlet(
  ctx: Pick<Context, 'db'>,
  { type, outletId }: { type: 'scan' | 'extract'; outletId: string },
): Promise<FreshOutlet | null> {
  const [outlet, items] = await Promise.all([
    readOutlet(ctx.db, { outletId }),
    type === 'extract' ? firstItems(ctx, outletId) : undefined,
  ])
  if (!outlet) return null
  const observed_at = type === 'scan' ? outlet.lastScannedAt : outlet.lastExtractedAt
  return { observed_at, outlet: outletBody(outlet), ...(items && { items }) }
}

async function firstItems({ db }: Pick<Context, 'db'>, outletId: string) {
  const rows = await readOutletItems(db, { outletId, limit: mostItems })
  const data: ItemBody[] = []
  let text = 0
  for (const row of rows) {
    const item = itemBody(row)
    text += JSON.stringify(item).length
    if (text > mostText) break
    data.push(item)
  }
  const isAll = data.length === rows.length && rows.length < mostItems
  return { data, next: isAll ? null : (data.at(-1)?.key ?? null) }
}
