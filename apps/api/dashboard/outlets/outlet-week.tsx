import { trendsRead } from '../api/reads.ts'
import { useRead } from '../api/use-read.ts'
import type { OutletState } from './outlet-state.ts'
import { OutletTrend } from './outlet-trend.tsx'

/** Prices and status of one outlet in the last seven days. */
export function OutletWeek({ id, state }: { id: string; state: OutletState }) {
  const { data } = useRead(trendsRead(7 * 24))
  return (
    <figure class="outlet-week">
      <OutletTrend trend={data?.data.find(({ outlet_id }) => outlet_id === id)} span={data} state={state} />
      <figcaption class="quiet">
        <span>7 days ago</span>
        <span>its prices, and when it was online</span>
        <span>now</span>
      </figcaption>
    </figure>
  )
}
