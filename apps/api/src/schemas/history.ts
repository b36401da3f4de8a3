import type { HistoryPlace } from '@edgesweep/db/history-kind.ts'
import type { HistoryFilter, HistoryRow } from '@edgesweep/db/queries/history/read.ts'
import { z } from '@hono/zod-openapi'
import { cursorAt, placeCursor } from './cursor.ts'
import { Instant } from './instant.ts'
import { pageQuery } from './page.ts'

export const HistoryQuery = pageQuery(placeCursor).extend({
  from: Instant.optional().openapi({ description: 'Observed at this time or later' }),
  to: Instant.optional().openapi({ description: 'Observed before this time' }),
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

/** The database filter of a history request. */
export const historyFilter = (
  outletId: string,
  { cursor, from, to, limit }: z.infer<typeof HistoryQuery>,
): Omit<HistoryFilter, 'itemId'> & { limit: number } => ({
  outletId,
  from: from ?? null,
  to: to ?? null,
  before: cursor === undefined ? null : { observedAt: cursor.at, key: cursor.id },
  limit,
})

/** The cursor of the next page of a history; null after the last. */
export const historyCursor = (next: HistoryPlace | null): string | null => next && cursorAt(next.observedAt, next.key)
