import { useQueryClient } from '@tanstack/preact-query'
import { useEffect, useState } from 'preact/hooks'
import type { Job } from '../api/bodies.ts'
import { isEnded, jobRead } from '../api/reads.ts'
import { useRead } from '../api/use-read.ts'
import { useWrite } from '../api/use-write.ts'
import { duration } from '../show/format-time.ts'
import { Icon } from '../show/icon.tsx'
import { ProgressBar } from '../show/progress-bar.tsx'
import { sentence } from '../show/sentence.ts'

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
        <LiveJob key={jobId} id={jobId} onEnd={() => setRunning(false)} />
      ) : (
        <p class="quiet" role="status">
          {refresh.error ? `It was not taken: ${refresh.error.message}.` : 'Looks at it now, past any sweep.'}
        </p>
      )}
    </div>
  )
}

function LiveJob({ id, onEnd }: { id: string; onEnd: () => void }) {
  const client = useQueryClient()
  const { data: job, error } = useRead({ ...jobRead(id), everyMs: 300 })
  const hasEnded = error !== null || (job !== undefined && isEnded(job.status))
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

function describe(job: Job): string {
  if (job.status === 'queued') return job.waiting_for ? `Waits: ${job.waiting_for}` : 'Waits for a free place…'
  if (job.status === 'running') return job.completed === 0 ? 'Is it online?' : 'Reading its items…'
  const took = duration(Date.parse(job.ended_at!) - Date.parse(job.submitted_at))
  return job.status === 'completed'
    ? `Fresh, in ${took}.`
    : `${job.status} after ${took}${job.error ? `: ${job.error}` : ''}.`
}
