import type { Operations } from '../api/bodies.ts'
import { Legend, type Part, StackedBar } from '../parts/stacked-bar.tsx'

/** The browser slots that each lane uses. */
export function BrowserSlots({ browsers }: { browsers: NonNullable<Operations['browsers']> }) {
  const { lent, most_lent } = browsers
  const used = lent.live + lent.interactive + lent.bulk
  const parts: Part[] = [
    { name: 'live', count: lent.live, tone: 'ok' },
    { name: 'interactive', count: lent.interactive, tone: 'part' },
    { name: 'bulk', count: lent.bulk, tone: 'busy' },
    { name: 'free', count: Math.max(0, most_lent - used), tone: 'rest' },
  ]
  return (
    <>
      <StackedBar label="Browser slots" parts={parts} />
      <Legend parts={parts} />
    </>
  )
}
