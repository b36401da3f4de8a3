import { enqueueDeliveries } from '@edgesweep/db/queries/delivery/enqueue.ts'
import { upsertEndedJobs } from '@edgesweep/db/queries/job/upsert-ended.ts'
import type { JobRow } from '@edgesweep/db/rows/job-row.ts'
import pLimit from 'p-limit'
import type { Context } from '../context.ts'
import { type JobOutboxes, type JobView, outboxPage } from '../job/job-port.ts'
import { type EndedStatus, isJobEnded } from '../job/job-state.ts'
import { sweepOf } from '../job/plan-job.ts'
import { endSweep } from '../sweep/end-sweep.ts'
import { summarizeSweep } from '../sweep/sweep-counts.ts'
import { batchDeliveries, type JobOutbox, ownerOf } from './batch-deliveries.ts'

/** Objects called at the same time. */
const inFlight = 5

/** The part of the context that collecting needs. */
export type CollectingContext = Pick<Context, 'db'> & { jobs: JobOutboxes }

/**
 * Moves the events of many jobs from their objects into the database: ended jobs in one statement, deliveries in another
 * (several when large), and the ends of sweeps. Every step is idempotent, and the objects forget their events last. Returns the
 * errors of objects that did not answer, by job id. Throws when the database refuses the events.
 */
export async function collectOutboxes(ctx: CollectingContext, jobIds: string[]): Promise<Map<string, unknown>> {
  const failures = new Map<string, unknown>()
  let left = [...new Set(jobIds)]
  while (left.length > 0) {
    const outboxes: JobOutbox[] = []
    await eachOf(left, failures, async (jobId) => {
      const found = await ctx.jobs.outbox(jobId)
      if (found) outboxes.push(found)
    })
    if (outboxes.length === 0) break
    await storeOutboxes(ctx, outboxes)
    const seqs = new Map(outboxes.map(({ job, entries }) => [job.id, entries.at(-1)!.seq]))
    await eachOf([...seqs.keys()], failures, (jobId) => ctx.jobs.acknowledge(jobId, seqs.get(jobId)!))
    // A page that is not full was the last one. Later events are announced separately.
    left = outboxes
      .filter(({ job, entries }) => entries.length === outboxPage && !failures.has(job.id))
      .map(({ job }) => job.id)
  }
  return failures
}

async function storeOutboxes(ctx: CollectingContext, outboxes: JobOutbox[]): Promise<void> {
  const ended = outboxes.flatMap(({ job }) => (isJobEnded(job.status) ? [endedRow(job, job.status)] : []))
  if (ended.length > 0) await upsertEndedJobs(ctx.db, ended)
  for (const { job } of outboxes) {
    const sweepId = sweepOf(job.spec)
    if (!isJobEnded(job.status) || sweepId === null) continue
    await endSweep(ctx, { sweepId, status: job.status, summary: summarizeSweep(job) })
  }
  for (const batches of batchDeliveries(outboxes)) await enqueueDeliveries(ctx.db, batches)
}

/** Runs `work` for each id, a few at a time. Records each error by id. */
async function eachOf(
  ids: string[],
  failures: Map<string, unknown>,
  work: (id: string) => Promise<void>,
): Promise<void> {
  await pLimit(inFlight).map(ids, (id) => work(id).catch((error) => failures.set(id, error)))
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
