import type { LaneJob } from '../api/bodies.ts'
import { sweepsRead } from '../api/reads.ts'
import { useRead } from '../api/use-read.ts'
import { JobRow, SweepJobRow } from './job-row.tsx'

/** Jobs shown as rows, each polled separately. Further jobs are only counted. */
const maxRows = 8

/** The first running and waiting jobs, and the number of further ones. `unlisted`: jobs that the lanes count but do not list. */
export function OpenJobs({ jobs, unlisted }: { jobs: Array<LaneJob & { lane: string }>; unlisted: number }) {
  const sweeps = useRead(sweepsRead)
  const shown = jobs.slice(0, maxRows)
  const more = unlisted + jobs.length - shown.length
  return (
    <>
      {shown.map((job) =>
        job.kind === 'sweep' ? (
          <SweepJobRow key={job.id} job={job} sweep={sweeps.data?.data.find(({ job_id }) => job_id === job.id)} />
        ) : (
          <JobRow key={job.id} job={job} />
        ),
      )}
      {more > 0 && (
        <li class="row quiet number">
          {shown.length > 0 ? 'and ' : ''}
          {more.toLocaleString()} more in the lanes
        </li>
      )}
    </>
  )
}
