import type { LaneJob } from '../api/bodies.ts'
import { sweepsRead } from '../api/reads.ts'
import { useRead } from '../api/use-read.ts'
import { JobRow } from './job-row.tsx'
import { SweepJobRow } from './sweep-job-row.tsx'

/** Rows that are followed one by one; more are only counted. */
const followed = 8

/** The first of the jobs that run or wait, and how many more the lanes hold: `unlisted` are those that they do not name. */
export function OpenJobs({ jobs, unlisted }: { jobs: Array<LaneJob & { lane: string }>; unlisted: number }) {
  const sweeps = useRead(sweepsRead)
  const shown = jobs.slice(0, followed)
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
