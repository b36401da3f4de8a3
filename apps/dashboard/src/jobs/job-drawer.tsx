import type { JobItems as ItemsPage, Job } from '../api/bodies.ts'
import { sentence } from '../api/problem.ts'
import { isEnded, jobFilesRead, jobItemsRead } from '../api/reads.ts'
import { useRead } from '../api/use-read.ts'
import { Dot } from '../parts/dot.tsx'
import { Drawer } from '../parts/drawer.tsx'
import { Empty } from '../parts/empty.tsx'
import { FileList } from '../parts/file-list.tsx'
import { ProgressBar } from '../parts/progress-bar.tsx'
import { CancelButton, RunAgainButton } from './job-actions.tsx'
import { JobFacts } from './job-facts.tsx'
import { JobItems } from './job-items.tsx'
import { JobWait } from './job-wait.tsx'
import { jobTone } from './row-frame.tsx'
import { useFollowedJob } from './use-followed-job.ts'

/** One job: its progress, and the result of each item as soon as it finishes. */
export function JobDrawer({ id }: { id: string }) {
  const { job, error, isFollowed } = useFollowedJob(id)
  const status = job?.status ?? 'queued'
  const { data: items } = useRead(jobItemsRead(id, isFollowed))
  const counts = job && (countRows(items, job.total) ?? job)
  return (
    <Drawer title={job ? `${job.kind} job` : 'Job'}>
      <p class="job-id quiet">{id}</p>
      {error ? (
        <Empty text={sentence(error.message)} />
      ) : (
        <>
          <div class="job-progress">
            <p role="status">
              <Dot tone={jobTone(status)} label={status} isBusy={status === 'running'} />
              <strong>{status.replace('_', ' ')}</strong>
              <span class="quiet number">{counts && describeCounts(counts)}</span>
              {job && !isEnded(status) && <CancelButton id={id} kind={job.kind} />}
            </p>
            <ProgressBar
              label="Progress"
              done={counts ? counts.completed + counts.failed : 0}
              total={job?.total ?? 1}
              tone={jobTone(status)}
            />
          </div>
          {job && waits(job) && <JobWait id={id} lane={job.lane} />}
          {job && <RunAgainButton job={job} />}
          {job && <JobFacts job={job} />}
          <JobFiles id={id} isEnded={isEnded(status)} />
          <JobItems id={id} isEnded={isEnded(status)} isFollowed={isFollowed} />
        </>
      )}
    </Drawer>
  )
}

type Counts = Pick<Job, 'total' | 'completed' | 'failed'>

/** The counts of the rows below, so that both agree while the job runs. Null if the rows are not all of the items. */
function countRows(items: ItemsPage | undefined, total: number): Counts | null {
  if (items?.data.length !== total) return null
  const count = (...statuses: string[]) => items.data.filter(({ status }) => statuses.includes(status)).length
  return { total, completed: count('completed', 'skipped'), failed: count('errored', 'disallowed') }
}

const describeCounts = ({ completed, failed, total }: Counts): string =>
  `${completed} of ${total}${failed > 0 ? `, ${failed} failed` : ''}`

const waits = ({ status, waiting_for }: Job) => status === 'queued' || (status === 'running' && waiting_for !== null)

/** The files that a job requested; nothing if it requested none. */
function JobFiles({ id, isEnded }: { id: string; isEnded: boolean }) {
  const { data } = useRead(jobFilesRead(id, isEnded))
  return data?.data.length ? <FileList files={data.data} isMore={data.next !== null} /> : null
}
