import type { Why } from '../api/bodies.ts'
import { whyRead } from '../api/reads.ts'
import { useRead } from '../api/use-read.ts'
import { ordinal } from '../format/format-number.ts'
import { countdown, localTimes } from '../format/format-time.ts'
import { useNow } from '../parts/use-now.ts'
import { ForecastBars } from './forecast-bars.tsx'

/** A waiting job: its queue position, its estimated start and end, and the reason. One answer supplies all of them, so they agree. */
export function JobWait({ id, lane }: { id: string; lane: string }) {
  const { data: why, dataUpdatedAt } = useRead(whyRead(id))
  const { queue_position: position = null, starts_in_seconds: start, eta_seconds: end } = why ?? {}
  return (
    <section class="job-wait" aria-label="Wait">
      {position !== null && (
        <p class="job-place">
          <strong class="number">{ordinal(position)}</strong> of yours in the {lane} lane
        </p>
      )}
      {start && end && <ForecastBars start={start} end={end} answeredAt={dataUpdatedAt} />}
      <JobWhy why={why} />
    </section>
  )
}

/** The reason why a job waits, and the remaining wait of each deferred item. */
export function JobWhy({ why }: { why: Why | undefined }) {
  const now = useNow()
  return (
    <div class="job-why">
      <p>{why && localTimes(why.message, now)}</p>
      <ul aria-label="Deferred items">
        {why?.waits.map(({ what, reason, until }, place) => (
          <li key={place}>
            <span>
              {what} <span class="quiet">{reason}</span>
            </span>
            <strong class="number">{countdown(Date.parse(until) - now)}</strong>
          </li>
        ))}
      </ul>
    </div>
  )
}
