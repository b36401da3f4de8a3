import type { JobSummary } from '../lane/lane-port.ts'
import type { JobSpec } from './job-spec.ts'
import { planJob } from './plan-job.ts'

/** What callers are told of a job's request while it waits. */
export const summarizeJob = (spec: JobSpec): JobSummary => ({
  kind: spec.kind,
  total: planJob(spec).length,
  metadata: spec.metadata ?? {},
  tags: spec.tags ?? [],
})
