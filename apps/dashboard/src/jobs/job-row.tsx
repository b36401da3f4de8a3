import type { LaneJob } from '../api/bodies.ts'
import { jobRead } from '../api/reads.ts'
import { useRead } from '../api/use-read.ts'
import { shortTime } from '../format/format-time.ts'
import { ordinal } from '../format/ordinal.ts'
import { Age } from '../parts/age.tsx'
import { ProgressBar } from '../parts/progress-bar.tsx'
import { CancelButton } from './cancel-button.tsx'
import { RowFrame } from './row-frame.tsx'

/** A job that runs or waits, followed. */
export function JobRow({ job }: { job: LaneJob & { lane: string } }) {
  const { data } = useRead(jobRead(job.id))
  const status = data?.status ?? (job.running ? 'running' : 'queued')
  return (
    <RowFrame id={job.id} kind={job.kind} lane={job.lane} status={status}>
      {status === 'queued' ? (
        <span class="job-line quiet">
          {data?.queue_position ? `${ordinal(data.queue_position)} in the queue` : 'waits'}
          {data?.eta_seconds && `, done in about ${shortTime(data.eta_seconds.p50 * 1000)}`}
        </span>
      ) : (
        <ProgressBar
          label={`${job.kind} progress`}
          done={data?.completed ?? 0}
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
