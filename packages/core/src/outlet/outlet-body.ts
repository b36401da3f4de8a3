import type { ItemRow } from '@edgesweep/db/queries/item/read.ts'
import type { OutletRow } from '@edgesweep/db/rows/outlet-row.ts'

/** An outlet in the API's format. */
export const outletBody = (outlet: OutletRow) => ({
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
  skipped_overlaps: outlet.skippedOverlaps,
  created_at: outlet.createdAt,
})
export type OutletBody = ReturnType<typeof outletBody>

/** An item in the API's format. `price.minor` counts the currency's minor unit. */
export const itemBody = ({ priceMinor, currency, ...item }: ItemRow) => ({
  id: item.id,
  key: item.key,
  name: item.name,
  price: priceMinor === null || currency === null ? null : { minor: priceMinor, currency },
  availability: item.availability,
  url: item.url,
  image_url: item.imageUrl,
  first_seen_at: item.firstSeenAt,
  changed_at: item.changedAt,
})
export type ItemBody = ReturnType<typeof itemBody>
