import type { Why } from '../api/bodies.ts'
import { countdown } from '../format/format-time.ts'
import { localTimes } from '../format/local-times.ts'
import { useNow } from '../parts/use-now.ts'

/** Why a job is where it is, in a sentence, and for how long those of its items wait that were put off. */
export function JobWhy({ why }: { why: Why | undefined }) {
  const now = useNow()
  return (
    <div class="job-why">
      <p>{why && localTimes(why.message, now)}</p>
      <ul aria-label="Put off">
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
