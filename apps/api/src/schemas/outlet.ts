import type { ItemRow } from '@edgesweep/db/queries/read-outlet-items.ts'
import type { OutletRow } from '@edgesweep/db/rows/outlet-row.ts'
import { z } from '@hono/zod-openapi'

const instant = z.iso.datetime()

/** What a sweep was held back for: of the items `listed` some had vanished, others lost their price. */
const QuarantineBody = z
  .object({ reason: z.string(), listed: z.int(), vanished: z.int(), unpriced: z.int(), accepted: z.boolean() })
  .openapi('Quarantine')

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
    confirmations: z.int(),
    online: z.boolean().nullable(),
    last_scanned_at: instant.nullable(),
    last_extracted_at: instant.nullable(),
    quarantined_at: instant.nullable(),
    quarantine: QuarantineBody.nullable(),
    next_sweep_at: instant,
    sweep_id: z.string().nullable(),
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
    confirmations: outlet.confirmations,
    online: outlet.online,
    last_scanned_at: outlet.lastScannedAt,
    last_extracted_at: outlet.lastExtractedAt,
    quarantined_at: outlet.quarantinedAt,
    quarantine: outlet.quarantine,
    next_sweep_at: outlet.nextSweepAt,
    sweep_id: outlet.sweepId,
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
