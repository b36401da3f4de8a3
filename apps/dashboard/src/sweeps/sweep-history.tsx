import type { Sweep } from '../api/bodies.ts'
import { duration } from '../format/format-time.ts'
import { jobTone } from '../jobs/row-frame.tsx'
import { addressOf } from '../parts/view.ts'

const shown = 24

/** The last sweeps, newest on the right. The height of a bar is the sweep's duration. */
export function SweepHistory({ sweeps }: { sweeps: Sweep[] }) {
  const ended = sweeps.filter(({ ended_at }) => ended_at !== null).slice(0, shown)
  const longest = Math.max(1, ...ended.map(tookOf))
  const places = Array.from({ length: shown }, (_, place) => ended[shown - 1 - place])
  return (
    <figure class="sweep-history">
      <ol aria-label="Recent sweeps">
        {places.map((sweep, place) =>
          sweep ? (
            <li key={sweep.id} class={`tone-${jobTone(sweep.status)}`} title={describe(sweep)}>
              <a href={addressOf.sweep(sweep.id)} aria-label={describe(sweep)}>
                <i style={{ '--share': Math.max(0.06, tookOf(sweep) / longest) }} />
              </a>
            </li>
          ) : (
            <li key={`none-${place}`} aria-hidden="true">
              <i style={{ '--share': 0.03 }} />
            </li>
          ),
        )}
      </ol>
      <figcaption class="quiet">
        <span>earlier</span>
        <span>duration, at most {duration(longest)}</span>
        <span>now</span>
      </figcaption>
    </figure>
  )
}

const tookOf = (sweep: Sweep) => Date.parse(sweep.ended_at!) - Date.parse(sweep.started_at)

const describe = (sweep: Sweep) =>
  `${new Date(sweep.started_at).toLocaleTimeString()}: ${sweep.outlets} outlets ${sweep.status} in ${duration(tookOf(sweep))}`
