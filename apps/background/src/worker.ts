import { receiveMessages } from '@edgesweep/cloudflare/receive-messages.ts'
import { makePartitionsAhead } from '@edgesweep/core/archive/make-partitions-ahead.ts'
import { runArchive } from '@edgesweep/core/archive/run-archive.ts'
import { endOldUploads } from '@edgesweep/core/import/upload/end-old-uploads.ts'
import { pipelineNames } from '@edgesweep/core/pipeline/named-pipeline.ts'
import { deleteOldPages } from '@edgesweep/core/retention/delete-old-pages.ts'
import { deleteOldRows } from '@edgesweep/core/retention/delete-old-rows.ts'
import { sweepDueOutlets } from '@edgesweep/core/sweep/sweep-due-outlets.ts'
import { collectTogether } from '@edgesweep/core/webhook/collect-together.ts'
import { deliverDue } from '@edgesweep/core/webhook/deliver-due.ts'
import type { PipelineName } from '@edgesweep/db/pipelines.ts'
import { makeContext } from './context.ts'
import { receiveDeadLetters } from './dead-letters.ts'
import { runPipelines } from './run-pipelines.ts'
import { workOnImports } from './work-on-imports.ts'

/** An invocation may take 15 minutes. */
const cronBudgetMs = 10 * 60_000
/** Deliveries that are slow must not hold back the news of other jobs for long. */
const queueBudgetMs = 10_000
/** Once a minute: two such runs need not hold files and pages in memory at a time, nor delete the same rows. */
const cronStragglersBudgetMs = 50_000
const queuePipelinesBudgetMs = 5 * 60_000
const queueImportsBudgetMs = 10 * 60_000

/** The clock, webhooks, files, pipelines, imports and dead letters: all that may be slow. */
export default {
  async scheduled(_event, env) {
    const ctx = makeContext(env)
    const failed = (error: unknown) => ctx.log.error('cron.failed', { error: String(error) })
    // After a long standstill nothing that the sweep finds could be written without them.
    await makePartitionsAhead(ctx).catch(failed)
    // Each by itself: a receiver that is slow must not hold back the sweep, nor a failure of one the other.
    const results = await Promise.allSettled([
      sweepDueOutlets(ctx),
      deliverDue(ctx, cronBudgetMs),
      // Not side by side: each holds files in memory.
      runPipelines(ctx, pipelineNames, cronStragglersBudgetMs)
        .then(() => workOnImports(makeContext(env, 'imports'), cronStragglersBudgetMs))
        .then(() => runArchive(ctx, { budgetMs: cronStragglersBudgetMs })),
      endOldUploads(ctx),
      deleteOldRows(ctx, cronStragglersBudgetMs),
      deleteOldPages(ctx, cronStragglersBudgetMs),
    ])
    for (const result of results) if (result.status === 'rejected') failed(result.reason)
  },

  async queue(batch, env) {
    const ctx = makeContext(env)
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
    if (importsWait) return workOnImports(makeContext(env, 'imports'), queueImportsBudgetMs)
    // Once for all of them, and the messages are done with: what fails here is due, and found by the clock.
    const work = waiting.size > 0 ? runPipelines(ctx, waiting, queuePipelinesBudgetMs) : deliverDue(ctx, queueBudgetMs)
    await work.catch((error) => ctx.log.error('work.failed', { queue: batch.queue, error: String(error) }))
  },
} satisfies ExportedHandler<Env>
