import { whyRead } from '../api/reads.ts'
import { useRead } from '../api/use-read.ts'
import { ordinal } from '../format/ordinal.ts'
import { ForecastBars } from './forecast-bars.tsx'
import { JobWhy } from './job-why.tsx'

/** A job that waits, or items of it: its place in line, when it is likely to start and to end, and why. All from one answer, so that it agrees. */
export function JobWait({ id, lane }: { id: string; lane: string }) {
  const { data: why, dataUpdatedAt } = useRead(whyRead(id))
  const { queue_position: position = null, starts_in_seconds: start, eta_seconds: end } = why ?? {}
  return (
    <section class="job-wait" aria-label="Waits">
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
