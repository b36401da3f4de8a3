import type { LoggedEvent } from './job-port.ts'

/** A job's event as streams carry it, one JSON object each. `timestamp` is ISO 8601. `item`: the item of a `job.item` as it was then. */
export interface StreamedEvent {
  seq: number
  type: LoggedEvent['kind']
  timestamp: string
  job_id: string
  item?: NonNullable<LoggedEvent['item']>
}

/** An event of a job's log as streams carry it. */
export const streamedEvent = (jobId: string, { seq, at, kind, item }: LoggedEvent): StreamedEvent => ({
  seq,
  type: kind,
  timestamp: new Date(at).toISOString(),
  job_id: jobId,
  ...(item && { item }),
})
