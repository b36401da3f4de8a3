import { placeAt } from '@edgesweep/core/history/history-place.ts'
import type { HistoryFilter, HistoryRow } from '@edgesweep/db/queries/history/read.ts'
import { z } from '@hono/zod-openapi'
import { PageQuery } from './page.ts'

const moment = z.iso.datetime({ offset: true }).regex(/^[12]/, 'a year from 1000 on')

export const HistoryQuery = PageQuery.extend({
  from: moment.optional().openapi({ description: 'observed at this moment or later' }),
  to: moment.optional().openapi({ description: 'observed before this moment' }),
})

/** A snapshot: an item as observed at a moment, kept when it differs from the one before. */
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

/** An outlet online or not, as observed at a moment; null when its page did not say. */
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

/** What is asked for. Throws `invalid_input` for what is no cursor. */
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

/** In the form in which rows have their times, as `2026-11-30T12:00:00.000000Z`. */
function inMicroseconds(time: string): string {
  const fraction = /\.(\d{1,6})/.exec(time)?.[1] ?? ''
  return `${new Date(time).toISOString().slice(0, 19)}.${fraction.padEnd(6, '0')}Z`
}
