import { enqueueDeliveries } from '@edgesweep/db/queries/enqueue-deliveries.ts'
import { finishSweep } from '@edgesweep/db/queries/finish-sweep.ts'
import { upsertEndedJob } from '@edgesweep/db/queries/upsert-ended-job.ts'
import type { JobRow } from '@edgesweep/db/rows/job-row.ts'
import type { Context } from '../context.ts'
import type { JobView, OutboxEntry } from '../job/job-port.ts'
import { type EndedStatus, isJobEnded } from '../job/job-state.ts'
import { clockKeyId } from '../sweep/sweep-due-outlets.ts'

/**
 * Brings a job's news from its own object into the database: its terminal row, its sweep's end, its deliveries. Every step may be
 * repeated; only then does the object forget the news.
 */
export async function collectOutbox(ctx: Pick<Context, 'db' | 'jobs' | 'log'>, jobId: string): Promise<void> {
  while (true) {
    const outbox = await ctx.jobs.outbox(jobId)
    if (!outbox) return
    const { job, entries } = outbox
    if (isJobEnded(job.status)) {
      await upsertEndedJob(ctx.db, endedRow(job, job.status))
      if (job.spec.kind === 'sweep') {
        const status = job.status === 'completed' || job.status === 'partial' ? 'completed' : 'failed'
        await finishSweep(ctx.db, {
          sweepId: job.spec.sweep_id,
          status,
          summary: { status: job.status, usage: job.usage },
        })
      }
    }
    await enqueueDeliveries(ctx.db, {
      keyId: keyOf(job),
      webhookUrl: job.spec.webhook_url ?? null,
      events: entries.map((entry) => ({ id: entry.id, kind: entry.kind, payload: payloadOf(job, entry) })),
    })
    await ctx.jobs.acknowledge(
      jobId,
      entries.map((entry) => entry.id),
    )
  }
}

/** The clock has no key, and so no endpoints of its own. */
const keyOf = (job: JobView) => (job.keyId === clockKeyId ? null : job.keyId)

const iso = (ms: number) => new Date(ms).toISOString()

/** What a receiver gets: what the event says by itself, without the results, which it fetches. */
function payloadOf(job: JobView, { kind, at, item }: OutboxEntry) {
  const { id, spec, status, completed, failed, total, error } = job
  const about = { job_id: id, kind: spec.kind, total, metadata: spec.metadata ?? {}, tags: spec.tags ?? [] }
  const news = item ?? (kind === 'job.started' ? { status: 'running' } : { status, completed, failed, error })
  return { type: kind, timestamp: iso(at), data: { ...about, ...news } }
}

function endedRow(job: JobView, status: EndedStatus): JobRow {
  return {
    id: job.id,
    keyId: keyOf(job),
    kind: job.spec.kind,
    lane: job.lane,
    status,
    spec: job.spec,
    total: job.total,
    completed: job.completed,
    failed: job.failed,
    attempt: job.attempt,
    submittedAt: iso(job.submittedAt),
    startedAt: iso(job.startedAt),
    endedAt: iso(job.endedAt!),
    expiresAt: iso(job.expiresAt!),
    usage: job.usage,
    error: job.error,
  }
}
