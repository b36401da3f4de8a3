import type { FreshOutlet } from '@edgesweep/core/outlet/fresh-outlet.ts'
import { type QueryClient, useQueryClient } from '@tanstack/preact-query'
import { useEffect, useState } from 'preact/hooks'
import type { Job } from '../api/bodies.ts'
import { sentence } from '../api/problem.ts'
import { isEnded, itemsRead, jobRead, outletRead } from '../api/reads.ts'
import { useJobEvents } from '../api/use-job-events.ts'
import { useRead } from '../api/use-read.ts'
import { useWrite } from '../api/use-write.ts'
import { duration } from '../format/format-time.ts'
import { Icon } from '../parts/icon.tsx'
import { ProgressBar } from '../parts/progress-bar.tsx'

/** Refreshes an outlet and shows the progress. The old values stay visible until the fresh ones arrive. */
export function RefreshBar({ id }: { id: string }) {
  const [jobId, setJobId] = useState<string | null>(null)
  const [isRunning, setRunning] = useState(false)
  const refresh = useWrite<{ job_id: string }>((answer) => {
    setJobId(answer.job_id)
    setRunning(true)
  })
  const isBusy = isRunning || refresh.isPending
  return (
    <div class="refresh">
      <button
        type="button"
        class="primary"
        disabled={isBusy}
        onClick={() => refresh.mutate({ path: `/v1/outlets/${encodeURIComponent(id)}/refresh` })}
      >
        <Icon name="refresh" />
        Refresh
      </button>
      {jobId ? (
        <LiveJob key={jobId} id={jobId} outletId={id} onEnd={() => setRunning(false)} />
      ) : (
        <p class="quiet" role="status">
          {refresh.error
            ? `The refresh was refused: ${refresh.error.message}.`
            : 'Scrapes the outlet now, ahead of any sweep.'}
        </p>
      )}
    </div>
  )
}

function LiveJob({ id, outletId, onEnd }: { id: string; outletId: string; onEnd: () => void }) {
  const client = useQueryClient()
  const { data: job, error } = useRead({ ...jobRead(id), everyMs: 300 })
  const hasEnded = error !== null || (job !== undefined && isEnded(job.status))
  // The event carries the fresh values. They arrive before the job ends and do not depend on a read.
  useJobEvents(id, !hasEnded, ({ item }) => {
    const { fresh } = (item?.result ?? {}) as { fresh?: FreshOutlet | null }
    if (fresh) show(client, outletId, fresh)
  })
  useEffect(() => {
    if (!hasEnded) return
    void client.invalidateQueries()
    onEnd()
  }, [hasEnded])
  const done = job ? job.completed + job.failed : 0
  return (
    <div class="live-job" role="status">
      <ProgressBar
        label="Refresh"
        done={done}
        total={job?.total ?? 2}
        tone={hasEnded ? (job?.status === 'completed' ? 'ok' : 'bad') : 'busy'}
        isOpen={!hasEnded && done === 0}
      />
      <p class="quiet">{error ? sentence(error.message) : job ? describe(job) : 'Loading…'}</p>
    </div>
  )
}

function show(client: QueryClient, outletId: string, { outlet, items }: FreshOutlet): void {
  client.setQueryData([outletRead(outletId).path], outlet)
  if (items) client.setQueryData([itemsRead(outletId).path], items)
}

function describe(job: Job): string {
  if (job.status === 'queued') return job.waiting_for ? `Waiting: ${job.waiting_for}` : 'Waiting for a free slot…'
  if (job.status === 'running') return job.completed + job.failed === 0 ? 'Scanning…' : 'Extracting items…'
  const took = duration(Date.parse(job.ended_at!) - Date.parse(job.submitted_at))
  return job.status === 'completed'
    ? `Refreshed in ${took}.`
    : `${job.status} after ${took}${job.error ? `: ${job.error}` : ''}.`
}
