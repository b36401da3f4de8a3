import { type LaneSample, samplesKept } from './use-lane-history.ts'

const height = 32
/** Below this many jobs the scale stays, so that one job does not look like a thousand. */
const smallestScale = 4
/** What runs is seen under thousands that wait. */
const thinnest = 2

/** The last minute: what ran, full, and what waited, pale, on top of it. */
export function LaneChart({ samples }: { samples: LaneSample[] }) {
  const most = Math.max(smallestScale, ...samples.map(({ running, waiting }) => running + waiting))
  const start = samplesKept - samples.length
  return (
    <svg
      class="lane-chart"
      viewBox={`0 0 ${samplesKept * 4} ${height}`}
      preserveAspectRatio="none"
      role="img"
      aria-label="Load in the last minute"
    >
      {samples.map(({ running, waiting }, index) => {
        const x = (start + index) * 4
        const ran = running && Math.max(thinnest, (running / most) * height)
        const waited = (waiting / most) * height
        return (
          <g key={index}>
            <rect class="ran" x={x} y={height - ran} width="3" height={ran} />
            <rect class="waited" x={x} y={height - ran - waited} width="3" height={waited} />
          </g>
        )
      })}
    </svg>
  )
}
