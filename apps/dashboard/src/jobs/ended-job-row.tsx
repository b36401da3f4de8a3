import type { EndedJob } from '../api/bodies.ts'
import { duration } from '../format/format-time.ts'
import { Age } from '../parts/age.tsx'
import { ProgressBar } from '../parts/progress-bar.tsx'
import { jobTone, RowFrame } from './row-frame.tsx'

/** An ended job. Once its results are deleted, the row is dimmed and has no link. */
export function EndedJobRow({ job }: { job: EndedJob }) {
  const took = Date.parse(job.ended_at) - Date.parse(job.submitted_at)
  const isExpired = job.status === 'expired'
  const outcome = job.outcome.replace('_', ' ')
  const notes = [job.outcome !== 'completed' && outcome, job.dead && 'dead letter', isExpired && 'expired']
  return (
    <RowFrame
      id={isExpired ? null : job.id}
      kind={job.kind}
      lane={job.lane}
      status={job.outcome}
      notes={notes.filter((note) => note !== false)}
      isDim={isExpired}
    >
      <ProgressBar
        label={`${job.kind} ${outcome}`}
        done={job.completed}
        total={job.total}
        tone={jobTone(job.outcome)}
      />
      <span class="job-count number">
        {job.completed}/{job.total}
      </span>
      <span class="job-age quiet" title={`took ${duration(took)}`}>
        <Age of={job.ended_at} />
      </span>
      <span />
    </RowFrame>
  )
}
