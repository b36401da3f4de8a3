import { useQueryClient } from '@tanstack/preact-query'
import { useEffect, useState } from 'preact/hooks'
import { type EndedFilter as Filter, jobsRead, lanesRead } from '../api/reads.ts'
import { useRead } from '../api/use-read.ts'
import { Empty } from '../parts/empty.tsx'
import { Panel } from '../parts/panel.tsx'
import { EndedFilter } from './ended-filter.tsx'
import { EndedJobRow } from './ended-job-row.tsx'
import { OpenJobs } from './open-jobs.tsx'

const emptyTexts: Record<Filter, string> = {
  '': 'No jobs yet. Price a cart, or refresh an outlet.',
  '&status=failed': 'No job has failed.',
  '&dead=true': 'No dead letters.',
}

export function JobsPanel() {
  const [filter, setFilter] = useState<Filter>('')
  return (
    <Panel title="Jobs" place="jobs" aside={<EndedFilter filter={filter} onFilter={setFilter} />}>
      <Jobs filter={filter} />
    </Panel>
  )
}

function Jobs({ filter }: { filter: Filter }) {
  const lanes = useRead(lanesRead)
  const ended = useRead(jobsRead(filter))
  const active = (lanes.data?.data ?? []).flatMap(({ lane, jobs }) => jobs.map((job) => ({ ...job, lane })))
  useReadOnChange(jobsRead(filter).path, active.map(({ id }) => id).join())
  const endedIds = new Set(ended.data?.data.map(({ id }) => id))
  const open = filter === '' ? active.filter(({ id }) => !endedIds.has(id)) : []
  const held = (lanes.data?.data ?? []).reduce((sum, { running, waiting }) => sum + running + waiting, 0)
  const unlisted = filter === '' ? held - active.length : 0
  if (ended.data && open.length + unlisted + ended.data.data.length === 0) return <Empty text={emptyTexts[filter]} />
  return (
    <ul class="rows" aria-label="Jobs, newest first">
      <OpenJobs jobs={open} unlisted={unlisted} />
      {ended.data?.data.map((job) => (
        <EndedJobRow key={job.id} job={job} />
      ))}
    </ul>
  )
}

/** Reads the ended jobs at once when a job leaves its lane. */
function useReadOnChange(path: string, active: string): void {
  const client = useQueryClient()
  useEffect(() => void client.invalidateQueries({ queryKey: [path] }), [path, active, client])
}
