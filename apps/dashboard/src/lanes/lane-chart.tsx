import { type LaneSample, samplesKept } from './use-lane-history.ts'

const height = 32
/** The smallest number of jobs that fills the height, so that one job does not look like a thousand. */
const minScale = 4
/** The least height of the running jobs, so that they stay visible under thousands of waiting ones. */
const minHeight = 2

/** The load of the last minute: running jobs in a solid colour, waiting jobs above them in a pale one. */
export function LaneChart({ samples }: { samples: LaneSample[] }) {
  const most = Math.max(minScale, ...samples.map(({ running, waiting }) => running + waiting))
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
        const ran = running && Math.max(minHeight, (running / most) * height)
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
