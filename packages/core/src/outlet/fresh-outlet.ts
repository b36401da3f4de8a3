import { readOutletItems } from '@edgesweep/db/queries/item/read.ts'
import { readOutlet } from '@edgesweep/db/queries/outlet/read.ts'
import type { Context } from '../context.ts'
import { type ItemBody, itemBody, type OutletBody, outletBody } from './outlet-body.ts'

/** An outlet as it is stored after it was looked at, so that who follows the job need not ask again. */
export interface FreshOutlet {
  /** When what is here was seen; ISO 8601, by the database's clock. Null when it has never been. */
  observed_at: string | null
  outlet: OutletBody
  /** After an extraction: the first of its items, in the order of their keys; `next` is where the list of them goes on. */
  items?: { data: ItemBody[]; next: string | null }
}

const mostItems = 1_000
/** Characters of JSON: what an item of a job gives is kept in a row, and goes out as one message. */
const mostText = 700_000

/** Reads an outlet, with its items when those have just been recorded. Null when it was deleted meanwhile. */
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
