import type { ItemRow } from '@edgesweep/db/queries/read-outlet-items.ts'
import type { OutletRow } from '@edgesweep/db/rows/outlet-row.ts'
import { z } from '@hono/zod-openapi'

const instant = z.iso.datetime()

/** One place of sale, with its last known platform status. */
export const OutletBody = z
  .object({
    id: z.string(),
    site: z.string(),
    name: z.string(),
    url: z.string(),
    timezone: z.string(),
    interval_seconds: z.int(),
    enabled: z.boolean(),
    online: z.boolean().nullable(),
    last_scanned_at: instant.nullable(),
    last_extracted_at: instant.nullable(),
    next_sweep_at: instant,
    sweep_id: z.string().nullable(),
    skipped_overlaps: z.int().openapi({ description: 'Starts left out because the sweep before was still at it' }),
  })
  .openapi('Outlet')

/** An outlet as stored, as the API gives it. */
export function outletBody(outlet: OutletRow): z.infer<typeof OutletBody> {
  return {
    id: outlet.id,
    site: outlet.site,
    name: outlet.name,
    url: outlet.url,
    timezone: outlet.timezone,
    interval_seconds: outlet.intervalSeconds,
    enabled: outlet.enabled,
    online: outlet.online,
    last_scanned_at: outlet.lastScannedAt,
    last_extracted_at: outlet.lastExtractedAt,
    next_sweep_at: outlet.nextSweepAt,
    sweep_id: outlet.sweepId,
    skipped_overlaps: outlet.skippedOverlaps,
  }
}

/** Something an outlet sells, as last seen. `price.minor` counts the currency's minor unit. */
export const ItemBody = z
  .object({
    id: z.string(),
    key: z.string(),
    name: z.string(),
    price: z.object({ minor: z.int(), currency: z.string() }).nullable(),
    availability: z.string().nullable(),
    url: z.string().nullable(),
    image_url: z.string().nullable(),
    first_seen_at: instant,
    changed_at: instant,
  })
  .openapi('Item')

/** An item as stored, as the API gives it. */
export function itemBody(item: ItemRow): z.infer<typeof ItemBody> {
  const { priceMinor, currency } = item
  return {
    id: item.id,
    key: item.key,
    name: item.name,
    price: priceMinor === null || currency === null ? null : { minor: priceMinor, currency },
    availability: item.availability,
    url: item.url,
    image_url: item.imageUrl,
    first_seen_at: item.firstSeenAt,
    changed_at: item.changedAt,
  }
}
