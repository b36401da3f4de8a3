import { placeAt } from '@edgesweep/core/history/history-place.ts'
import type { HistoryFilter, HistoryRow } from '@edgesweep/db/queries/history/read.ts'
import { z } from '@hono/zod-openapi'
import { PageQuery } from './page.ts'

const moment = z.iso.datetime({ offset: true }).regex(/^[12]/, 'the year must be 1000 or later')

export const HistoryQuery = PageQuery.extend({
  from: moment.optional().openapi({ description: 'Observed at this time or later' }),
  to: moment.optional().openapi({ description: 'Observed before this time' }),
})

/** An item as observed at one moment. It is stored if it differs from the previous snapshot. */
export const SnapshotBody = z
  .object({
    item_id: z.string(),
    observed_at: z.iso.datetime(),
    name: z.string(),
    price: z.object({ minor: z.int(), currency: z.string() }).nullable(),
    availability: z.string().nullable(),
    listed: z.boolean(),
    sweep_id: z.string().nullable(),
  })
  .openapi('Snapshot')

/** Whether an outlet was online at one moment; null if its page did not say so. */
export const PlatformStatusBody = z
  .object({ observed_at: z.iso.datetime(), online: z.boolean().nullable(), sweep_id: z.string().nullable() })
  .openapi('PlatformStatus')

export function snapshotBody(row: HistoryRow): z.infer<typeof SnapshotBody> {
  const { price_minor: minor = null, currency = null } = row
  return {
    item_id: row.item_id!,
    observed_at: row.observed_at,
    name: row.name!,
    price: minor === null || currency === null ? null : { minor, currency },
    availability: row.availability ?? null,
    listed: row.listed!,
    sweep_id: row.sweep_id,
  }
}

export const platformStatusBody = ({ observed_at, online = null, sweep_id }: HistoryRow) => ({
  observed_at,
  online,
  sweep_id,
})

/** The database filter of a history request. Throws `invalid_input` if the cursor is invalid. */
export const historyFilter = (
  outletId: string,
  { cursor, from, to, limit }: z.infer<typeof HistoryQuery>,
): Omit<HistoryFilter, 'itemId'> & { limit: number } => ({
  outletId,
  from: from === undefined ? null : inMicroseconds(from),
  to: to === undefined ? null : inMicroseconds(to),
  before: cursor === undefined ? null : placeAt(cursor),
  limit,
})

/** Converts a time to the format of history rows: `2026-11-30T12:00:00.000000Z`. */
function inMicroseconds(time: string): string {
  const fraction = /\.(\d{1,6})/.exec(time)?.[1] ?? ''
  return `${new Date(time).toISOString().slice(0, 19)}.${fraction.padEnd(6, '0')}Z`
}
