import type { EndedJob } from '../api/bodies.ts'
import { Age } from '../show/age.tsx'
import { duration } from '../show/format-time.ts'
import { ProgressBar } from '../show/progress-bar.tsx'
import { jobTone, RowFrame } from './row-frame.tsx'

export function EndedJobRow({ job }: { job: EndedJob }) {
  const took = Date.parse(job.ended_at) - Date.parse(job.submitted_at)
  return (
    <RowFrame id={job.id} kind={job.kind} lane={job.lane} status={job.status}>
      <ProgressBar
        label={`${job.kind} ${job.status}`}
        done={job.completed - job.failed}
        total={job.total}
        tone={jobTone(job.status)}
      />
      <span class="job-count number">
        {job.completed - job.failed}/{job.total}
      </span>
      <span class="job-age quiet" title={`took ${duration(took)}`}>
        <Age of={job.ended_at} />
      </span>
      <span />
    </RowFrame>
  )
}
