import type { Outlet } from '../api/bodies.ts'
import { trendsRead } from '../api/reads.ts'
import { useRead } from '../api/use-read.ts'
import { shortTime } from '../format/format-time.ts'
import { useNow } from '../parts/use-now.ts'
import { knownPart, trendHours } from './known-part.ts'
import { outletState } from './outlet-state.ts'
import { OutletTrend } from './outlet-trend.tsx'

const maxHours = 7 * 24

/** Prices and status of one outlet in the last seven days, or since it was added. */
export function OutletPast({ outlet }: { outlet: Outlet }) {
  const since = outlet.created_at
  const { data } = useRead(trendsRead(trendHours(since, useNow(), maxHours)))
  const span = data && knownPart(data, since)
  return (
    <figure>
      <OutletTrend
        trend={data?.data.find(({ outlet_id }) => outlet_id === outlet.id)}
        span={data}
        since={since}
        state={outletState(outlet)}
      />
      <figcaption class="quiet">
        <span class="number">{span ? `${shortTime((span.to - span.from) * 1000)} ago` : ''}</span>
        <span>prices and status</span>
        <span>now</span>
      </figcaption>
    </figure>
  )
}
