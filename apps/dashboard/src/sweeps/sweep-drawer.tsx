import type { Sweep } from '../api/bodies.ts'
import { sweepRead } from '../api/reads.ts'
import { useRead } from '../api/use-read.ts'
import { duration } from '../format/format-time.ts'
import { sentence } from '../format/sentence.ts'
import { Drawer } from '../parts/drawer.tsx'
import { Empty } from '../parts/empty.tsx'
import { Facts } from '../parts/facts.tsx'
import { Legend } from '../parts/legend.tsx'
import { type Part, StackedBar } from '../parts/stacked-bar.tsx'
import { ExtractAgain } from './extract-again.tsx'
import { SweepNow } from './sweep-now.tsx'

/** One sweep: how far it is or how it ended, and a look at what its pages say now. */
export function SweepDrawer({ id }: { id: string }) {
  const { data: sweep, error } = useRead(sweepRead(id))
  const parts = stepsOf(sweep)
  return (
    <Drawer title="Sweep">
      <p class="job-id quiet">{id}</p>
      {error && <Empty text={sentence(error.message)} />}
      {!error && <SweepNow sweep={sweep} />}
      {sweep && (
        <>
          <h3 class="drawer-part">Steps, two an outlet</h3>
          <StackedBar label="Steps" parts={parts} />
          <Legend parts={parts} />
          <Facts
            facts={[
              ['began', new Date(sweep.started_at).toLocaleString()],
              ['took', sweep.ended_at && duration(Date.parse(sweep.ended_at) - Date.parse(sweep.started_at))],
              ['outlets', sweep.outlets.toLocaleString()],
              ['its job', sweep.summary?.status],
            ]}
          />
          {sweep.ended_at && <ExtractAgain id={id} />}
        </>
      )}
    </Drawer>
  )
}

function stepsOf(sweep: Sweep | undefined): Part[] {
  const { completed = 0, failed = 0, total = 0 } = sweep?.progress ?? sweep?.summary ?? {}
  return [
    { name: 'done', count: completed - failed, tone: 'ok' },
    { name: 'failed', count: failed, tone: 'bad' },
    { name: 'left', count: Math.max(0, total - completed), tone: 'rest' },
  ]
}
