import type { Operations } from '../api/bodies.ts'
import { waitMarks, waitShare } from './wait-scale.ts'

type LaneWait = NonNullable<Operations['lanes']>[number]

/** The wait of each lane's last jobs. The dot marks the p50, the end of the line the p99. */
export function LaneWaits({ lanes }: { lanes: LaneWait[] }) {
  return (
    <div class="lane-waits">
      {lanes.map(({ lane, waited_seconds: waited }) => (
        <div key={lane} class="lane-wait">
          <span>{lane}</span>
          <span
            class="wait-track"
            role="img"
            aria-label={waited ? `p50 ${waitText(waited.p50)}, p99 ${waitText(waited.p99)}` : 'no job has started'}
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
