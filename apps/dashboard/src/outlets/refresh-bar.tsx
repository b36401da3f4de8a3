import type { FreshOutlet } from '@edgesweep/core/outlet/fresh-outlet.ts'
import { type QueryClient, useQueryClient } from '@tanstack/preact-query'
import { useEffect, useState } from 'preact/hooks'
import type { Job } from '../api/bodies.ts'
import { isEnded, itemsRead, jobRead, outletRead } from '../api/reads.ts'
import { useJobEvents } from '../api/use-job-events.ts'
import { useRead } from '../api/use-read.ts'
import { useWrite } from '../api/use-write.ts'
import { duration } from '../format/format-time.ts'
import { sentence } from '../format/sentence.ts'
import { Icon } from '../parts/icon.tsx'
import { ProgressBar } from '../parts/progress-bar.tsx'

/** Looks at an outlet now, and says how it went. What is on show stays until the fresh values are there. */
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
          {refresh.error ? `It was not taken: ${refresh.error.message}.` : 'Looks at it now, past any sweep.'}
        </p>
      )}
    </div>
  )
}

function LiveJob({ id, outletId, onEnd }: { id: string; outletId: string; onEnd: () => void }) {
  const client = useQueryClient()
  const { data: job, error } = useRead({ ...jobRead(id), everyMs: 300 })
  const hasEnded = error !== null || (job !== undefined && isEnded(job.status))
  // What was seen comes with the events, before the job has ended and whatever a read would find.
  useJobEvents(id, !hasEnded, ({ item }) => {
    const { fresh } = (item?.result ?? {}) as { fresh?: FreshOutlet | null }
    if (fresh) show(client, outletId, fresh)
  })
  useEffect(() => {
    if (!hasEnded) return
    void client.invalidateQueries()
    onEnd()
  }, [hasEnded])
  return (
    <div class="live-job" role="status">
      <ProgressBar
        label="Refresh"
        done={job?.completed ?? 0}
        total={job?.total ?? 2}
        tone={hasEnded ? (job?.status === 'completed' ? 'ok' : 'bad') : 'busy'}
        isOpen={!hasEnded && !job?.completed}
      />
      <p class="quiet">{error ? sentence(error.message) : job ? describe(job) : 'Asking…'}</p>
    </div>
  )
}

function show(client: QueryClient, outletId: string, { outlet, items }: FreshOutlet): void {
  client.setQueryData([outletRead(outletId).path], outlet)
  if (items) client.setQueryData([itemsRead(outletId).path], items)
}

function describe(job: Job): string {
  if (job.status === 'queued') return job.waiting_for ? `Waits: ${job.waiting_for}` : 'Waits for a free place…'
  if (job.status === 'running') return job.completed === 0 ? 'Is it online?' : 'Reading its items…'
  const took = duration(Date.parse(job.ended_at!) - Date.parse(job.submitted_at))
  return job.status === 'completed'
    ? `Fresh, in ${took}.`
    : `${job.status} after ${took}${job.error ? `: ${job.error}` : ''}.`
}
