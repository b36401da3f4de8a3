import { useQueryClient } from '@tanstack/preact-query'
import { useEffect } from 'preact/hooks'
import { jobsRead, lanesRead, sweepsRead } from '../api/reads.ts'
import { useRead } from '../api/use-read.ts'
import { Panel } from '../page/panel.tsx'
import { Empty } from '../show/empty.tsx'
import { EndedJobRow } from './ended-job-row.tsx'
import { JobRow } from './job-row.tsx'
import { SweepJobRow } from './sweep-job-row.tsx'

/** Rows that are followed one by one; more are only counted. */
const followed = 8

export const JobsPanel = () => (
  <Panel title="Jobs" place="jobs">
    <Jobs />
  </Panel>
)

function Jobs() {
  const lanes = useRead(lanesRead)
  const sweeps = useRead(sweepsRead)
  const ended = useRead(jobsRead)
  const active = (lanes.data?.data ?? []).flatMap(({ lane, jobs }) => jobs.map((job) => ({ ...job, lane })))
  useReadAnewWhenChanged(active.map(({ id }) => id).join())
  const endedIds = new Set(ended.data?.data.map(({ id }) => id))
  const open = active.filter(({ id }) => !endedIds.has(id))
  if (ended.data && open.length + ended.data.data.length === 0) {
    return <Empty text="No jobs yet. Price a cart, or refresh an outlet." />
  }
  return (
    <ul class="rows" aria-label="Jobs, the newest first">
      {open
        .slice(0, followed)
        .map((job) =>
          job.kind === 'sweep' ? (
            <SweepJobRow key={job.id} job={job} sweep={sweeps.data?.data.find(({ job_id }) => job_id === job.id)} />
          ) : (
            <JobRow key={job.id} job={job} />
          ),
        )}
      {open.length > followed && <li class="row quiet">and {open.length - followed} more</li>}
      {ended.data?.data.map((job) => (
        <EndedJobRow key={job.id} job={job} />
      ))}
    </ul>
  )
}

/** A job that left its lane is looked for among the ended ones at once. */
function useReadAnewWhenChanged(active: string): void {
  const client = useQueryClient()
  useEffect(() => void client.invalidateQueries({ queryKey: [jobsRead.path] }), [active, client])
}
