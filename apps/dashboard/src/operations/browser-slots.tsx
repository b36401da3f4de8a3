import { laneNames } from '@edgesweep/core/lane/lane.ts'
import type { Operations } from '../api/bodies.ts'
import { Legend, type Part, StackedBar } from '../parts/stacked-bar.tsx'

/** The tones of the lanes, in order. */
const tones: Array<Part['tone']> = ['ok', 'part', 'busy']

/** The browser slots that each lane uses. */
export function BrowserSlots({ browsers }: { browsers: NonNullable<Operations['browsers']> }) {
  const { lent, most_lent } = browsers
  const used = laneNames.reduce((sum, lane) => sum + lent[lane], 0)
  const parts: Part[] = [
    ...laneNames.map((lane, n) => ({ name: lane, count: lent[lane], tone: tones[n % tones.length]! })),
    { name: 'free', count: Math.max(0, most_lent - used), tone: 'rest' },
  ]
  return (
    <>
      <StackedBar label="Browser slots" parts={parts} />
      <Legend parts={parts} />
    </>
  )
}
