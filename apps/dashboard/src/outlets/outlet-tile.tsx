import type { Outlet, Trend } from '../api/bodies.ts'
import { ageOf } from '../format/format-time.ts'
import { Dot } from '../parts/dot.tsx'
import { Icon } from '../parts/icon.tsx'
import { addressOf } from '../parts/view.ts'
import type { Span } from './known-part.ts'
import { outletState, stateTones } from './outlet-state.ts'
import { OutletTrend } from './outlet-trend.tsx'

interface OutletTileProps {
  outlet: Outlet
  trend: Trend | undefined
  span: Span | undefined
  now: number
  /** The start of the running sweep that contains this outlet. */
  sweptSince: string | undefined
}

/** An outlet with its state and its last day. The line at the bottom shrinks as the last scan grows old. */
export function OutletTile({ outlet, trend, span, now, sweptSince }: OutletTileProps) {
  const state = outletState(outlet)
  const { last_scanned_at: scannedAt, enabled } = outlet
  const freshness = scannedAt ? 1 - (now - Date.parse(scannedAt)) / (outlet.interval_seconds * 1000) : 0
  return (
    <li>
      <a
        class={`tile${enabled ? '' : ' is-off'}`}
        href={addressOf.outlet(outlet.id)}
        title={`${outlet.site}: ${outlet.url}`}
      >
        <Dot
          tone={stateTones[state]}
          label={state}
          isBusy={sweptSince !== undefined && isPending(outlet, sweptSince)}
        />
        <span class="tile-name">
          {outlet.quarantined_at && (
            <span class="held-sign" title="Held back: the last extraction looked wrong">
              <Icon name="warning" />
              <span class="sr-only">held back</span>
            </span>
          )}
          {outlet.name}
        </span>
        <span class="tile-age quiet number">{enabled ? (scannedAt ? ageOf(scannedAt, now) : 'new') : 'off'}</span>
        <OutletTrend trend={trend} span={span} since={outlet.created_at} state={state} />
        <i class="freshness" style={{ '--share': Math.min(1, Math.max(0, freshness)) }} />
      </a>
    </li>
  )
}

/** Whether the sweep still has to scan the outlet or extract its items. Only online outlets are extracted. */
function isPending(
  { online, last_scanned_at: scannedAt, last_extracted_at: extractedAt }: Outlet,
  since: string,
): boolean {
  if (scannedAt === null || Date.parse(scannedAt) < Date.parse(since)) return true
  return online !== false && (extractedAt === null || Date.parse(extractedAt) < Date.parse(since))
}
