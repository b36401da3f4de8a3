import type { LoggedEvent } from './job-port.ts'
import type { JobSpec } from './job-spec.ts'

/** A job's event as streams carry it, one JSON object each. `timestamp` is ISO 8601; `item` is there for a `job.item`, as it then was. */
export interface StreamedEvent {
  seq: number
  type: LoggedEvent['kind']
  timestamp: string
  job_id: string
  item?: NonNullable<LoggedEvent['item']>
}

/** Whether the streams of a job carry what its items give: one outlet's fresh state, for which somebody waits. Of others it is read in pages. */
export const tellsResults = ({ kind }: JobSpec): boolean => kind === 'outlet'

/** The streamed form of an event that a job's log holds. */
export const streamedEvent = (jobId: string, { seq, at, kind, item }: LoggedEvent): StreamedEvent => ({
  seq,
  type: kind,
  timestamp: new Date(at).toISOString(),
  job_id: jobId,
  ...(item && { item }),
})
