import { memo } from 'preact/compat'
import type { Trend } from '../api/bodies.ts'
import { shareText } from '../format/format-number.ts'
import { shortTime } from '../format/format-time.ts'
import { Sparkline } from '../parts/sparkline.tsx'
import { knownPart, type Span } from './known-part.ts'
import { type OutletState, stateTones } from './outlet-state.ts'
import { priceIndex } from './price-index.ts'
import { type StatusSegment, statusSegments } from './status-segments.ts'

/** The least change of the price index that fills the height. */
const minSpan = 0.04

interface OutletTrendProps {
  /** Undefined if nothing changed. */
  trend: Trend | undefined
  /** Undefined until it is loaded. The chart takes the same space meanwhile. */
  span: Span | undefined
  /** The outlet's creation time (ISO 8601). */
  since: string
  state: OutletState
}

/** The price index and the status of an outlet on one time axis. Memoised, because the page renders every second. */
export const OutletTrend = memo(function OutletTrend({ trend, span: read, since, state }: OutletTrendProps) {
  const span = read && knownPart(read, since)
  const index = span ? priceIndex(trend?.prices ?? [], span) : []
  const segments = span ? statusSegments(trend?.turns ?? [], span, state) : []
  const change = (index.at(-1)?.[1] ?? 1) - 1
  const online = segments.reduce((sum, part) => sum + (part.state === 'online' ? part.share : 0), 0)
  const isKnown = segments.some((part) => part.state !== 'unknown')
  const status = isKnown ? `online for ${Math.round(online * 100)} % of it` : 'status not known'
  const words = span && `last ${shortTime((span.to - span.from) * 1000)}: ${status}, prices ${shareText(change)}`
  return (
    <div class="outlet-trend" {...(words && { role: 'img', 'aria-label': words })}>
      <Sparkline steps={index} minSpan={minSpan} />
      <span class={`trend-change number tone-${change > 0 ? 'bad' : 'ok'}`}>
        {Math.abs(change) >= 0.0005 && shareText(change)}
      </span>
      <StatusStrip segments={segments} />
    </div>
  )
})

/** The periods in which an outlet was online or offline, newest on the right. The label of `OutletTrend` says the same in words. */
function StatusStrip({ segments }: { segments: StatusSegment[] }) {
  return (
    <div class="status-strip" aria-hidden="true">
      {segments.map(({ share, state }, index) => (
        <i key={index} class={`tone-${stateTones[state]}`} style={{ flexGrow: share }} />
      ))}
    </div>
  )
}
