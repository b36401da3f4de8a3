import type { JobSummary } from '../lane/lane-port.ts'
import { type JobKindName, jobKinds, type WorkOf } from './job-kinds.ts'
import type { JobSpec } from './job-spec.ts'
import type { JobKind, PlannedItem } from './kinds/job-kind.ts'

/** The work of one item. */
export type Work = WorkOf<JobKindName>

/** The descriptor of a job's kind. Undefined for a kind that only a later version knows. */
const kindOf = (spec: JobSpec): JobKind<JobSpec, Work> | undefined => jobKinds[spec.kind]

/** The items of a job. The same spec always gives the same items, because the next worker makes the plan again and continues by index. */
export const planJob = (spec: JobSpec): Array<PlannedItem<Work>> => kindOf(spec)?.plan(spec) ?? []

/** The sweep of a job; null if the job is not a sweep. */
export const sweepOf = (spec: JobSpec): string | null => kindOf(spec)?.sweepOf?.(spec) ?? null

/** Whether the streams of a job carry the result of each item. */
export const streamsResults = (spec: JobSpec): boolean => kindOf(spec)?.streamsResults ?? false

/** A summary of a job's request, for callers who read the job while it waits. */
export const summarizeJob = (spec: JobSpec): JobSummary => ({
  kind: spec.kind,
  total: planJob(spec).length,
  metadata: spec.metadata ?? {},
  tags: spec.tags ?? [],
})
