import { memo } from 'preact/compat'
import type { Trend } from '../api/bodies.ts'
import { shareText } from '../format/format-share.ts'
import { shortTime } from '../format/format-time.ts'
import { Sparkline } from '../parts/sparkline.tsx'
import { knownPart, type Span } from './known-part.ts'
import type { OutletState } from './outlet-state.ts'
import { priceIndex } from './price-index.ts'
import { statusSegments } from './status-segments.ts'
import { StatusStrip } from './status-strip.tsx'

/** Prices that moved by less than this on the whole do not fill the height. */
const leastSpan = 0.04

interface OutletTrendProps {
  /** Undefined where nothing moved. */
  trend: Trend | undefined
  /** Undefined until it is known; it takes the same room. */
  span: Span | undefined
  /** When the outlet became known; ISO 8601. */
  since: string
  state: OutletState
}

/** How the prices of an outlet moved and when it was online, on one axis of time. Drawn anew only when that is read anew. */
export const OutletTrend = memo(function OutletTrend({ trend, span: read, since, state }: OutletTrendProps) {
  const span = read && knownPart(read, since)
  const index = span ? priceIndex(trend?.prices ?? [], span) : []
  const segments = span ? statusSegments(trend?.turns ?? [], span, state) : []
  const change = (index.at(-1)?.[1] ?? 1) - 1
  const online = segments.reduce((sum, part) => sum + (part.state === 'online' ? part.share : 0), 0)
  const words =
    span &&
    `last ${shortTime((span.to - span.from) * 1000)}: online for ${Math.round(online * 100)} % of it, prices ${shareText(change)}`
  return (
    <div class="outlet-trend" {...(words && { role: 'img', 'aria-label': words })}>
      <Sparkline steps={index} leastSpan={leastSpan} />
      <span class={`trend-change number tone-${change > 0 ? 'bad' : 'ok'}`}>
        {Math.abs(change) >= 0.0005 && shareText(change)}
      </span>
      <StatusStrip segments={segments} />
    </div>
  )
})
