import { enqueueDeliveries } from '@edgesweep/db/queries/delivery/enqueue.ts'
import { upsertEndedJobs } from '@edgesweep/db/queries/job/upsert-ended.ts'
import type { JobRow } from '@edgesweep/db/rows/job-row.ts'
import type { Context } from '../context.ts'
import { type JobView, outboxPage } from '../job/job-port.ts'
import { type EndedStatus, isJobEnded } from '../job/job-state.ts'
import { endSweep } from '../sweep/end-sweep.ts'
import { batchDeliveries, type JobNews } from './batch-deliveries.ts'
import { ownerOf } from './job-owner.ts'

/** Objects asked at a time. */
const inFlight = 5

/** What collecting needs. */
export type CollectingContext = Pick<Context, 'db'> & { jobs: Pick<Context['jobs'], 'outbox' | 'acknowledge'> }

/**
 * Brings the news of many jobs from their own objects into the database: their terminal rows in one statement, their deliveries in another
 * (more where they are large), the ends of sweeps. Every step may be repeated; only then do the objects forget. A job whose object does not
 * answer holds no other back: what it failed with is given by its id. Throws when the database does not take the news.
 */
export async function collectOutboxes(ctx: CollectingContext, jobIds: string[]): Promise<Map<string, unknown>> {
  const failures = new Map<string, unknown>()
  let left = [...new Set(jobIds)]
  while (left.length > 0) {
    const news: JobNews[] = []
    await eachOf(left, failures, async (jobId) => {
      const found = await ctx.jobs.outbox(jobId)
      if (found) news.push(found)
    })
    if (news.length === 0) break
    await storeNews(ctx, news)
    const seqs = new Map(news.map(({ job, entries }) => [job.id, entries.at(-1)!.seq]))
    await eachOf([...seqs.keys()], failures, (jobId) => ctx.jobs.acknowledge(jobId, seqs.get(jobId)!))
    // A page that is not full was the last; what comes meanwhile is announced by itself.
    left = news
      .filter(({ job, entries }) => entries.length === outboxPage && !failures.has(job.id))
      .map(({ job }) => job.id)
  }
  return failures
}

async function storeNews(ctx: CollectingContext, news: JobNews[]): Promise<void> {
  const ended = news.flatMap(({ job }) => (isJobEnded(job.status) ? [endedRow(job, job.status)] : []))
  if (ended.length > 0) await upsertEndedJobs(ctx.db, ended)
  for (const { job } of news) {
    if (!isJobEnded(job.status) || job.spec.kind !== 'sweep') continue
    const status = job.status === 'completed' || job.status === 'partial' ? 'completed' : 'failed'
    const { total, completed, failed, usage } = job
    const summary = { status: job.status, total, completed, failed, usage }
    await endSweep(ctx, { sweepId: job.spec.sweep_id, status, summary })
  }
  for (const batches of batchDeliveries(news)) await enqueueDeliveries(ctx.db, batches)
}

/** Does `work` for each id, a few at a time; what an id failed with is noted. */
async function eachOf(
  ids: string[],
  failures: Map<string, unknown>,
  work: (id: string) => Promise<void>,
): Promise<void> {
  const waiting = ids.values()
  const workers = Array.from({ length: inFlight }, async () => {
    for (const id of waiting) await work(id).catch((error) => failures.set(id, error))
  })
  await Promise.all(workers)
}

const iso = (ms: number) => new Date(ms).toISOString()

function endedRow(job: JobView, status: EndedStatus): JobRow {
  return {
    id: job.id,
    keyId: ownerOf(job),
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
    dead: job.dead,
  }
}
