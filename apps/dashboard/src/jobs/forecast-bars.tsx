import type { Job } from '../api/bodies.ts'
import { countdown } from '../format/format-time.ts'
import { useNow } from '../parts/use-now.ts'
import { forecastScale, markLabel } from './forecast-scale.ts'

type Estimate = NonNullable<Job['eta_seconds']>

/** The estimated start and end of a job on one time axis that begins now. Each bar is solid until p50 and fades out until p90. */
export function ForecastBars({ start, end, answeredAt }: { start: Estimate; end: Estimate; answeredAt: number }) {
  const elapsed = Math.max(0, (useNow() - answeredAt) / 1000)
  const left = ({ p50, p90 }: Estimate) => ({ p50: Math.max(0, p50 - elapsed), p90: Math.max(0, p90 - elapsed) })
  const marks = forecastScale(left(end).p90)
  const scale = marks.at(-1)!
  return (
    <div class="forecast">
      <ForecastBar name="starts" left={left(start)} scale={scale} tone="idle" />
      <ForecastBar name="ends" left={left(end)} scale={scale} tone="busy" />
      <div class="forecast-axis quiet number" aria-hidden="true">
        <span>now</span>
        {marks.map((mark) => (
          <span key={mark} style={{ left: `${(mark / scale) * 100}%` }}>
            {markLabel(mark)}
          </span>
        ))}
      </div>
    </div>
  )
}

interface ForecastBarProps {
  name: string
  left: Estimate
  scale: number
  tone: 'idle' | 'busy'
}

function ForecastBar({ name, left: { p50, p90 }, scale, tone }: ForecastBarProps) {
  const likely = countdown(p50 * 1000)
  const late = countdown(p90 * 1000)
  return (
    <>
      <p>
        {name} <strong class="number">{p50 > 0 ? `in ${likely}` : likely}</strong>
        {late !== likely && <span class="quiet number"> or up to {late}</span>}
      </p>
      <div
        class={`forecast-bar tone-${tone}`}
        style={{ '--p50': p50 / scale, '--p90': p90 / scale }}
        aria-hidden="true"
      />
    </>
  )
}
