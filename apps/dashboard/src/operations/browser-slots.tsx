import type { Operations } from '../api/bodies.ts'
import { Legend } from '../parts/legend.tsx'
import { type Part, StackedBar } from '../parts/stacked-bar.tsx'

/** Which lanes use how many of the slots in browsers. */
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
