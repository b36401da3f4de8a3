import type { Operations } from '../api/bodies.ts'
import { waitMarks, waitShare } from './wait-scale.ts'

type LaneWait = NonNullable<Operations['lanes']>[number]

/** How long the last jobs of each lane waited: half of them until the dot at most, 99 of a hundred until the end of the line. */
export function LaneWaits({ lanes }: { lanes: LaneWait[] }) {
  return (
    <div class="lane-waits">
      {lanes.map(({ lane, waited_seconds: waited }) => (
        <div key={lane} class="lane-wait">
          <span>{lane}</span>
          <span
            class="wait-track"
            role="img"
            aria-label={waited ? `p50 ${waitText(waited.p50)}, p99 ${waitText(waited.p99)}` : 'none has begun'}
          >
            {waited && <i style={{ '--p50': waitShare(waited.p50), '--p99': waitShare(waited.p99) }} />}
          </span>
          <span class="quiet number">{waited ? `${waitText(waited.p50)} · ${waitText(waited.p99)}` : '–'}</span>
        </div>
      ))}
      <div class="wait-axis quiet number" aria-hidden="true">
        {waitMarks.map((mark) => (
          <span key={mark} style={{ left: `${waitShare(mark) * 100}%` }}>
            {waitText(mark)}
          </span>
        ))}
      </div>
    </div>
  )
}

/** `12 ms`, `1.4 s`, `10 min` */
function waitText(seconds: number): string {
  if (seconds < 1) return `${Math.round(seconds * 1000)} ms`
  if (seconds < 10) return `${Math.round(seconds * 10) / 10} s`
  return seconds < 60 ? `${Math.round(seconds)} s` : `${Math.round(seconds / 60)} min`
}
