import type { OutboxBatch } from '@edgesweep/db/queries/delivery/enqueue.ts'
import { eventId } from '../job/event-id.ts'
import type { JobView, LoggedEvent } from '../job/job-port.ts'
import { ownerOf } from './job-owner.ts'

/** What a job's outbox tells. */
export type JobNews = { job: JobView; entries: LoggedEvent[] }

/**
 * Characters of one statement's events. Each event repeats its job's metadata, so those of a hundred jobs can be 200 MB: more than the 64 MB
 * that Neon takes and the 128 MB that an isolate has.
 */
const mostText = 4_000_000

/** The events of many jobs as their receivers get them, for as few statements as can carry them. Makes them as they are taken. */
export function* batchDeliveries(news: JobNews[]): Generator<OutboxBatch[]> {
  let batches: OutboxBatch[] = []
  let text = 0
  for (const told of news) {
    const batch = batchOf(told)
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

const batchOf = ({ job, entries }: JobNews): OutboxBatch => ({
  keyId: ownerOf(job),
  webhookUrl: job.spec.webhook_url ?? null,
  events: entries.map((entry) => ({
    id: eventId(job.id, entry.seq),
    kind: entry.kind,
    payload: payloadOf(job, entry),
  })),
})

/** What a receiver gets: what the event says by itself, without the results, which it fetches. */
function payloadOf(job: JobView, { kind, at, item, end }: LoggedEvent) {
  const { id, spec, total, status, completed, failed, error } = job
  const about = { job_id: id, kind: spec.kind, total, metadata: spec.metadata ?? {}, tags: spec.tags ?? [] }
  const news = item ?? end ?? (kind === 'job.started' ? { status: 'running' } : { status, completed, failed, error })
  return { type: kind, timestamp: new Date(at).toISOString(), data: { ...about, ...news } }
}
