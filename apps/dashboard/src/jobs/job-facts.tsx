import type { Job } from '../api/bodies.ts'
import { duration } from '../format/format-time.ts'
import { Age } from '../parts/age.tsx'
import { Facts } from '../parts/facts.tsx'

/** The times, durations and usage of a job. */
export function JobFacts({ job }: { job: Job }) {
  const { usage, started_at: startedAt, ended_at: endedAt } = job
  return (
    <Facts
      facts={[
        ['lane', job.lane],
        ['submitted', <Age key="submitted" of={job.submitted_at} />],
        ['waited', startedAt && duration(Date.parse(startedAt) - Date.parse(job.submitted_at))],
        ['ran', startedAt && endedAt && duration(Date.parse(endedAt) - Date.parse(startedAt))],
        ['attempt', job.attempt > 1 ? job.attempt : null],
        ['requests', usage?.requests || null],
        ['robots.txt ignored', usage?.robots_ignored.join(', ') || null],
        ['browser', usage?.browser_ms ? duration(usage.browser_ms) : null],
        ['read', usage?.bytes ? `${Math.ceil(usage.bytes / 1024).toLocaleString()} KB` : null],
        ['error', job.error],
      ]}
    />
  )
}
