import type { LaneJob, Sweep } from '../api/bodies.ts'
import { Age } from '../parts/age.tsx'
import { ProgressBar } from '../parts/progress-bar.tsx'
import { CancelButton } from './cancel-button.tsx'
import { RowFrame } from './row-frame.tsx'

/** A sweep's job: the clock's cannot be opened with a caller's key, so its progress comes from the sweep. */
export function SweepJobRow({ job, sweep }: { job: LaneJob & { lane: string }; sweep: Sweep | undefined }) {
  const { completed = 0, failed = 0, total = 0 } = sweep?.progress ?? {}
  return (
    <RowFrame id={job.own ? job.id : null} kind="sweep" lane={job.lane} status={job.running ? 'running' : 'queued'}>
      <ProgressBar label="sweep progress" done={completed} total={total} tone={failed > 0 ? 'warn' : 'busy'} />
      <span class="job-count number">{total > 0 ? `${completed}/${total}` : ''}</span>
      <span class="job-age quiet">
        <Age of={job.submitted_at} />
      </span>
      {job.own ? <CancelButton id={job.id} kind="sweep" /> : <span />}
    </RowFrame>
  )
}
