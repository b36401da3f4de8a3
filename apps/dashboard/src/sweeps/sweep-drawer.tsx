import type { Receipt, Sweep } from '../api/bodies.ts'
import { sentence } from '../api/problem.ts'
import { sweepRead, whyRead } from '../api/reads.ts'
import { useRead } from '../api/use-read.ts'
import { useWrite } from '../api/use-write.ts'
import { duration } from '../format/format-time.ts'
import { JobWhy } from '../jobs/job-wait.tsx'
import { Drawer } from '../parts/drawer.tsx'
import { Empty } from '../parts/empty.tsx'
import { Facts } from '../parts/facts.tsx'
import { Icon } from '../parts/icon.tsx'
import { Legend, type Part, StackedBar } from '../parts/stacked-bar.tsx'
import { addressOf, openView } from '../parts/view.ts'
import { SweepNow } from './sweep-now.tsx'
import { SweptOutlets } from './swept-outlets.tsx'

/** One sweep: its progress or outcome, and a new extraction of its stored pages. */
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
          <h3 class="drawer-part">Steps (two for each outlet)</h3>
          <StackedBar label="Steps" parts={parts} />
          <Legend parts={parts} />
          {sweep.job_id && sweep.status === 'running' && <SweepWhy jobId={sweep.job_id} />}
          <Facts
            facts={[
              ['started', new Date(sweep.started_at).toLocaleString()],
              ['took', sweep.ended_at && duration(Date.parse(sweep.ended_at) - Date.parse(sweep.started_at))],
              ['outlets', sweep.outlets.toLocaleString()],
              ['job', sweep.summary?.status],
            ]}
          />
          <SweptOutlets id={id} isEnded={sweep.ended_at !== null} />
          {sweep.ended_at && <ExtractAgain id={id} />}
        </>
      )}
    </Drawer>
  )
}

/** What a running sweep waits for. */
function SweepWhy({ jobId }: { jobId: string }) {
  const { data: why } = useRead(whyRead(jobId))
  return <JobWhy why={why} />
}

function stepsOf(sweep: Sweep | undefined): Part[] {
  const { completed = 0, failed = 0, total = 0 } = sweep?.progress ?? sweep?.summary ?? {}
  return [
    { name: 'completed', count: completed, tone: 'ok' },
    { name: 'failed', count: failed, tone: 'bad' },
    { name: sweep?.ended_at ? 'not reached' : 'left', count: total - completed - failed, tone: 'rest' },
  ]
}

/** Extracts a sweep's stored pages again and opens the job, which lists the differences. */
function ExtractAgain({ id }: { id: string }) {
  const extract = useWrite<Receipt>((receipt) => openView(addressOf.job(receipt.id)))
  return (
    <div class="sweep-again">
      <p class="quiet">Extracts the stored pages again and lists the differences. Nothing is fetched or recorded.</p>
      <button
        type="button"
        disabled={extract.isPending}
        onClick={() => extract.mutate({ path: `/v1/sweeps/${encodeURIComponent(id)}/reextract` })}
      >
        <Icon name="refresh" />
        Extract again
      </button>
      <p role="alert">{extract.error && sentence(extract.error.message)}</p>
    </div>
  )
}
