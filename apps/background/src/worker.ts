import { receiveMessages } from '@edgesweep/cloudflare/receive-messages.ts'
import { makePartitionsAhead } from '@edgesweep/core/archive/make-partitions-ahead.ts'
import { runArchive } from '@edgesweep/core/archive/run-archive.ts'
import { endOldUploads } from '@edgesweep/core/import/upload/end-old-uploads.ts'
import { runRetention } from '@edgesweep/core/retention/run-retention.ts'
import { sweepDueOutlets } from '@edgesweep/core/sweep/sweep-due-outlets.ts'
import { collectTogether } from '@edgesweep/core/webhook/collect-together.ts'
import { deliverDue } from '@edgesweep/core/webhook/deliver-due.ts'
import { endOldDeliveries } from '@edgesweep/core/webhook/end-old-deliveries.ts'
import { endOverdueSweeps } from '@edgesweep/core/webhook/end-overdue-sweeps.ts'
import { noteRound } from '@edgesweep/db/queries/sweep/note-round.ts'
import type { PipelineName } from '@edgesweep/db/schema/pipelines.ts'
import { pipelineNames } from '@edgesweep/db/schema/pipelines.ts'
import { makeContexts } from './context.ts'
import { receiveDeadLetters } from './dead-letters.ts'
import { runPipelines } from './run-pipelines.ts'
import { workOnImports } from './work-on-imports.ts'

/** Cloudflare limits an invocation to 15 minutes. */
const cronBudgetMs = 10 * 60_000
/** Short, so that slow deliveries do not delay the deliveries of other jobs. */
const queueBudgetMs = 10_000
/** Less than the minute between two crons, so that no two runs hold files in memory or delete the same rows. */
const cronStragglersBudgetMs = 50_000
const queuePipelinesBudgetMs = 5 * 60_000
const queueImportsBudgetMs = 10 * 60_000

/** Cron, webhooks, files, pipelines, imports and dead letters: all work that may be slow. */
export default {
  async scheduled(_event, env) {
    const contextOf = makeContexts(env)
    const ctx = contextOf()
    const failed = (error: unknown) => ctx.log.error('cron.failed', { error: String(error) })
    await noteRound(ctx.db).catch(failed)
    // First, because a sweep cannot write without partitions, which are missing after a long standstill.
    await makePartitionsAhead(ctx).catch(failed)
    // Concurrent, so that slow or failing work does not delay the rest.
    const results = await Promise.allSettled([
      sweepDueOutlets(ctx, ctx.spent),
      endOverdueSweeps(ctx),
      deliverDue(ctx, cronBudgetMs, ctx.spent),
      // Sequential, because each of them holds files in memory.
      runPipelines(ctx, pipelineNames, cronStragglersBudgetMs)
        .then(() => workOnImports(contextOf('imports'), cronStragglersBudgetMs))
        .then(() => runArchive(ctx, { budgetMs: cronStragglersBudgetMs, signal: ctx.spent })),
      endOldUploads(ctx),
      endOldDeliveries(ctx, cronStragglersBudgetMs),
      runRetention(ctx, cronStragglersBudgetMs, ctx.spent),
    ])
    for (const result of results) if (result.status === 'rejected') failed(result.reason)
  },

  async queue(batch, env, execution) {
    const contextOf = makeContexts(env)
    const ctx = contextOf()
    if (batch.queue.endsWith('-dead')) return receiveDeadLetters(batch, ctx)
    const collect = collectTogether(ctx)
    const waiting = new Set<PipelineName>()
    let importsWait = false
    await receiveMessages(batch, ctx.log, async (message) => {
      if (message.kind === 'job.outbox') await collect(message.jobId)
      if (message.kind === 'file.wake') waiting.add('files')
      if (message.kind === 'pipeline.wake') waiting.add(message.pipeline)
      if (message.kind === 'import.wake') importsWait = true
    })
    if (importsWait) return workOnImports(contextOf('imports'), queueImportsBudgetMs)
    // One run for all messages. A failure does not repeat them, because cron finds the due work.
    const failed = (error: unknown) => ctx.log.error('work.failed', { queue: batch.queue, error: String(error) })
    if (waiting.size > 0) return runPipelines(ctx, waiting, queuePipelinesBudgetMs).catch(failed)
    // The next batch of messages must not wait for a receiver that does not answer.
    execution.waitUntil(deliverDue(ctx, queueBudgetMs, ctx.spent).catch(failed))
  },
} satisfies ExportedHandler<Env>
