import type { LoggedEvent } from './job-port.ts'
import type { JobSpec } from './job-spec.ts'
import { kindOf } from './plan-job.ts'

/** A job's event as streams carry it, one JSON object each. `timestamp` is ISO 8601; `item` is there for a `job.item`, as it then was. */
export interface StreamedEvent {
  seq: number
  type: LoggedEvent['kind']
  timestamp: string
  job_id: string
  item?: NonNullable<LoggedEvent['item']>
}

/** Whether the streams of a job carry the result of each item. */
export const tellsResults = (spec: JobSpec): boolean => kindOf(spec)?.streamsResults ?? false

/** The streamed form of an event that a job's log holds. */
export const streamedEvent = (jobId: string, { seq, at, kind, item }: LoggedEvent): StreamedEvent => ({
  seq,
  type: kind,
  timestamp: new Date(at).toISOString(),
  job_id: jobId,
  ...(item && { item }),
})
