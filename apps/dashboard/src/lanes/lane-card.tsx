import { type LaneName, lanes } from '@edgesweep/core/lane/lane.ts'
import type { Lane } from '../api/bodies.ts'
import { Age } from '../parts/age.tsx'
import { LaneChart } from './lane-chart.tsx'
import type { LaneSample } from './use-lane-history.ts'

interface LaneCardProps {
  name: LaneName
  lane: Lane | undefined
  history: LaneSample[]
}

export function LaneCard({ name, lane, history }: LaneCardProps) {
  return (
    <article class={`panel lane${lane?.running ? ' is-running' : ''}`} aria-label={`Lane ${name}`}>
      <div class="lane-name">
        <h2>{name}</h2>
        <p class="quiet">{lanes[name].purpose}</p>
      </div>
      <LaneFigure count={lane?.running} label="running" />
      <LaneFigure count={lane?.waiting} label="waiting" />
      <LaneChart samples={history} />
      <p class="lane-oldest quiet">
        {lane?.oldest_waiting_at ? (
          <>
            oldest waits <Age of={lane.oldest_waiting_at} />
          </>
        ) : lane?.waiting ? (
          'all waiting jobs are deferred'
        ) : (
          'no job waits'
        )}
      </p>
    </article>
  )
}

function LaneFigure({ count, label }: { count: number | undefined; label: 'running' | 'waiting' }) {
  return (
    <p class={`lane-figure ${label}${count ? '' : ' is-zero'}`}>
      <strong class="number">{count?.toLocaleString() ?? '–'}</strong>
      <span>{label}</span>
    </p>
  )
}
