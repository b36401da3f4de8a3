import { useState } from 'preact/hooks'
import type { Outlet } from '../api/bodies.ts'
import { outletsRead, sweepsRead, trendsRead } from '../api/reads.ts'
import { useRead } from '../api/use-read.ts'
import { Empty } from '../parts/empty.tsx'
import { Panel } from '../parts/panel.tsx'
import { useNow } from '../parts/use-now.ts'
import { trendHours } from './known-part.ts'
import { OutletFilter } from './outlet-filter.tsx'
import { hasTrait, type OutletTrait } from './outlet-state.ts'
import { OutletTile } from './outlet-tile.tsx'

/** Tiles shown before "Show all" is pressed. */
const initialTiles = 200

export const OutletsPanel = () => (
  <Panel title="Outlets" place="outlets">
    <Outlets />
  </Panel>
)

function Outlets() {
  const { data } = useRead(outletsRead)
  const { data: sweeps } = useRead(sweepsRead)
  const now = useNow()
  const { data: trends } = useRead(trendsRead(trendHours(oldestOf(data?.data), now, 24)))
  const [text, setText] = useState('')
  const [trait, setTrait] = useState<OutletTrait | null>(null)
  const [isAll, setAll] = useState(false)
  if (!data) return <Empty text="…" />
  if (data.data.length === 0) return <Empty text="No outlets yet. Add one; it is swept at once." />
  const wanted = text.trim().toLowerCase()
  const found = data.data.filter(
    (outlet) =>
      (trait === null || hasTrait(outlet, trait)) &&
      (wanted === '' || `${outlet.name} ${outlet.site}`.toLowerCase().includes(wanted)),
  )
  const running = sweeps?.data.filter(({ status }) => status === 'running') ?? []
  const startOf = new Map(running.map((sweep) => [sweep.id, sweep.started_at]))
  const trendOf = new Map(trends?.data.map((trend) => [trend.outlet_id, trend]))
  const tiles = isAll ? found : found.slice(0, initialTiles)
  return (
    <>
      <OutletFilter outlets={data.data} found={found} text={text} onText={setText} trait={trait} onTrait={setTrait} />
      <ul class="tiles" aria-label="Outlets">
        {tiles.map((outlet) => (
          <OutletTile
            key={outlet.id}
            outlet={outlet}
            trend={trendOf.get(outlet.id)}
            span={trends}
            now={now}
            sweptSince={startOf.get(outlet.sweep_id ?? '')}
          />
        ))}
      </ul>
      {found.length === 0 && <Empty text="No outlet matches." />}
      {tiles.length < found.length && (
        <button type="button" onClick={() => setAll(true)}>
          Show all {found.length}
        </button>
      )}
    </>
  )
}

/** The creation time of the oldest outlet; empty if there is none. */
const oldestOf = (outlets: Outlet[] = []) =>
  outlets.reduce((oldest, { created_at: at }) => (oldest && oldest < at ? oldest : at), '')
