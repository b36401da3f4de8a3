import { age, duration } from './age.ts'
import { table } from './table.ts'

/** An outlet as the API gives it, as far as it is shown. */
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

/** Outlets, a line each; times as they are from `now` (epoch milliseconds). */
export function describeOutlets(outlets: OutletView[], now: number): string {
  if (outlets.length === 0)
    return 'There are no outlets yet: `edgesweep outlets add`, or `edgesweep import FILE --into outlets`.\n'
  return table(
    ['OUTLET', 'NAME', 'SITE', 'STATE', 'EVERY', 'READ', 'NEXT IN', 'STARTS SKIPPED'],
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
