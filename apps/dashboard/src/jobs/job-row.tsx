import type { LaneJob, Sweep } from '../api/bodies.ts'
import { jobRead } from '../api/reads.ts'
import { useRead } from '../api/use-read.ts'
import { ordinal } from '../format/format-number.ts'
import { shortTime } from '../format/format-time.ts'
import { Age } from '../parts/age.tsx'
import { ProgressBar } from '../parts/progress-bar.tsx'
import { CancelButton } from './job-actions.tsx'
import { RowFrame } from './row-frame.tsx'

/** A running or waiting job, polled for progress. */
export function JobRow({ job }: { job: LaneJob & { lane: string } }) {
  const { data } = useRead(jobRead(job.id))
  const status = data?.status ?? (job.running ? 'running' : 'queued')
  return (
    <RowFrame id={job.id} kind={job.kind} lane={job.lane} status={status}>
      {status === 'queued' ? (
        <span class="job-line quiet">
          {data?.queue_position ? `${ordinal(data.queue_position)} in the queue` : 'waiting'}
          {data?.eta_seconds && `, done in about ${shortTime(data.eta_seconds.p50 * 1000)}`}
        </span>
      ) : (
        <ProgressBar
          label={`${job.kind} progress`}
          done={(data?.completed ?? 0) + (data?.failed ?? 0)}
          total={data?.total ?? 1}
          tone={data?.failed ? 'warn' : 'busy'}
        />
      )}
      <span class="job-count number">{data?.total ? `${data.completed}/${data.total}` : ''}</span>
      <span class="job-age quiet">
        <Age of={job.submitted_at} />
      </span>
      <CancelButton id={job.id} kind={job.kind} />
    </RowFrame>
  )
}

/** A sweep's job. A caller's key cannot open a job that cron started, so the progress comes from the sweep. */
export function SweepJobRow({ job, sweep }: { job: LaneJob & { lane: string }; sweep: Sweep | undefined }) {
  const { completed = 0, failed = 0, total = 0 } = sweep?.progress ?? {}
  return (
    <RowFrame id={job.own ? job.id : null} kind="sweep" lane={job.lane} status={job.running ? 'running' : 'queued'}>
      <ProgressBar label="sweep progress" done={completed + failed} total={total} tone={failed > 0 ? 'warn' : 'busy'} />
      <span class="job-count number">{total > 0 ? `${completed}/${total}` : ''}</span>
      <span class="job-age quiet">
        <Age of={job.submitted_at} />
      </span>
      {job.own ? <CancelButton id={job.id} kind="sweep" /> : <span />}
    </RowFrame>
  )
}
