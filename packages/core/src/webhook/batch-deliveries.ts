import type { OutboxBatch } from '@edgesweep/db/queries/delivery/enqueue.ts'
import { isClockKey } from '../clock-key.ts'
import { eventId } from '../job/event-id.ts'
import type { JobView, LoggedEvent } from '../job/job-port.ts'

/** The unread events of a job, from its object's outbox. */
export type JobOutbox = { job: JobView; entries: LoggedEvent[] }

/**
 * The maximum number of characters of events per statement. Each event repeats its job's metadata, so the events of a hundred jobs can
 * reach 200 MB. Neon accepts 64 MB per statement, and an isolate has 128 MB.
 */
const mostText = 4_000_000

/** The events of many jobs in the receivers' format, in as few statements as possible. Batches are built as they are taken. */
export function* batchDeliveries(outboxes: JobOutbox[]): Generator<OutboxBatch[]> {
  let batches: OutboxBatch[] = []
  let text = 0
  for (const outbox of outboxes) {
    const batch = batchOf(outbox)
    const length = JSON.stringify(batch.events).length
    if (batches.length > 0 && text + length > mostText) {
      yield batches
      batches = []
      text = 0
    }
    batches.push(batch)
    text += length
  }
  if (batches.length > 0) yield batches
}

const batchOf = ({ job, entries }: JobOutbox): OutboxBatch => ({
  keyId: ownerOf(job),
  webhookUrl: job.spec.webhook_url ?? null,
  events: entries.map((entry) => ({
    id: eventId(job.id, entry.seq),
    kind: entry.kind,
    payload: payloadOf(job, entry),
  })),
})

/** The payload for a receiver: the event itself, without results, which the receiver fetches. */
function payloadOf(job: JobView, { kind, at, item, end }: LoggedEvent) {
  const { id, spec, total, status, completed, failed, error } = job
  const about = { job_id: id, kind: spec.kind, total, metadata: spec.metadata ?? {}, tags: spec.tags ?? [] }
  const detail = item ?? end ?? (kind === 'job.started' ? { status: 'running' } : { status, completed, failed, error })
  return { type: kind, timestamp: new Date(at).toISOString(), data: { ...about, ...detail } }
}

/** The API key that owns a job. Null for the scheduler's jobs, which have no key and thus no endpoints. */
export const ownerOf = ({ keyId }: Pick<JobView, 'keyId'>): string | null => (isClockKey(keyId) ? null : keyId)
