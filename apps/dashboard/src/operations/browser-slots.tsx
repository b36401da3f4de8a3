import { type LaneName, laneNames } from '@edgesweep/core/lane/lane.ts'
import type { Operations } from '../api/bodies.ts'
import { Facts } from '../parts/facts.tsx'
import { Legend, type Part, StackedBar } from '../parts/stacked-bar.tsx'

/** The tones of the lanes, in order. */
const tones: Array<Part['tone']> = ['ok', 'part', 'busy']

const sumOf = (counts: Record<LaneName, number>) => laneNames.reduce((sum, lane) => sum + counts[lane], 0)

/** The browser slots that each lane uses, and trouble with browsers. */
export function BrowserSlots({ browsers }: { browsers: NonNullable<Operations['browsers']> }) {
  const { lent, most_lent, waiting, closing, lost, not_launched } = browsers
  const used = sumOf(lent)
  const parts: Part[] = [
    ...laneNames.map((lane, n) => ({ name: lane, count: lent[lane], tone: tones[n % tones.length]! })),
    { name: 'free', count: Math.max(0, most_lent - used), tone: 'rest' },
  ]
  return (
    <>
      <StackedBar label="Browser slots" parts={parts} />
      <Legend parts={parts} />
      <Facts
        facts={[
          ['requests that wait', sumOf(waiting) > 0 && sumOf(waiting)],
          ['lost slots', lost > 0 && lost],
          ['browsers to be closed', closing > 0 && closing],
          ['no browser starts since', not_launched && new Date(not_launched.since).toLocaleTimeString()],
        ]}
      />
    </>
  )
}
