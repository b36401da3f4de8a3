import { age, duration, table } from './format.ts'

/** The fields of an outlet that the table shows, as the API returns them. */
export interface OutletView {
  id: string
  site: string
  name: string
  interval_seconds: number
  enabled: boolean
  online: boolean | null
  last_extracted_at: string | null
  next_sweep_at: string
  skipped_overlaps: number
}

/** A table of outlets. Ages and countdowns are relative to `now` (epoch milliseconds). */
export function describeOutlets(outlets: OutletView[], now: number): string {
  if (outlets.length === 0)
    return 'No outlets yet. Add one with `edgesweep outlets add`, or many with `edgesweep import FILE --into outlets`.\n'
  return table(
    ['OUTLET', 'NAME', 'SITE', 'STATE', 'INTERVAL', 'EXTRACTED', 'NEXT IN', 'SKIPPED STARTS'],
    outlets.map((outlet) => [
      outlet.id,
      outlet.name,
      outlet.site,
      stateOf(outlet),
      duration(outlet.interval_seconds),
      age(outlet.last_extracted_at, now),
      outlet.enabled ? duration((Date.parse(outlet.next_sweep_at) - now) / 1000) : '–',
      outlet.skipped_overlaps,
    ]),
  )
}

function stateOf({ enabled, online }: OutletView): string {
  if (!enabled) return 'off'
  return online === null ? 'unknown' : online ? 'online' : 'offline'
}
