import { sql } from 'drizzle-orm'
import type { Quarantine } from '../schema/outlets.ts'

/** An outlet as queries give it; times are ISO 8601 in UTC. */
export interface OutletRow {
  id: string
  site: string
  name: string
  url: string
  options: unknown
  timezone: string
  intervalSeconds: number
  enabled: boolean
  /** How many observations in a row must agree before a change is told, 1 to 10. */
  confirmations: number
  nextSweepAt: string
  /** The sweep that holds the outlet now. */
  sweepId: string | null
  /** Last known platform status; null while never known. */
  online: boolean | null
  lastScannedAt: string | null
  lastExtractedAt: string | null
  /** When the extraction was made that began the quarantine; null, as `quarantine` is, when there is none. */
  quarantinedAt: string | null
  quarantine: Quarantine | null
  createdAt: string
  updatedAt: string
  /** Starts that were left out because the outlet was still being swept. */
  skippedOverlaps: number
}

/** Columns of an `OutletRow`, from a table or CTE named `o`. */
export const outletColumns = sql`
  o.id, o.site, o.name, o.url, o.options, o.timezone, o.interval_seconds as "intervalSeconds", o.enabled,
  o.confirmations::int, iso_time(o.next_sweep_at) as "nextSweepAt",
  case when o.sweep_lease_expires_at > now() then o.sweep_id end as "sweepId",
  o.online, iso_time(o.last_scanned_at) as "lastScannedAt", iso_time(o.last_extracted_at) as "lastExtractedAt",
  iso_time(o.quarantined_at) as "quarantinedAt", o.quarantine,
  iso_time(o.created_at) as "createdAt", iso_time(o.updated_at) as "updatedAt",
  o.skipped_overlaps as "skippedOverlaps"`
