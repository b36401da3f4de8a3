import { receiveMessages } from '@edgesweep/cloudflare/receive-messages.ts'
import { runFileTasks } from '@edgesweep/core/file/run-file-tasks.ts'
import { deleteOldRows } from '@edgesweep/core/retention/delete-old-rows.ts'
import { sweepDueOutlets } from '@edgesweep/core/sweep/sweep-due-outlets.ts'
import { collectTogether } from '@edgesweep/core/webhook/collect-together.ts'
import { deliverDue } from '@edgesweep/core/webhook/deliver-due.ts'
import { type BackgroundContext, makeContext } from './context.ts'
import { receiveDeadLetters } from './dead-letters.ts'

/** An invocation may take 15 minutes. */
const cronBudgetMs = 10 * 60_000
/** Deliveries that are slow must not hold back the news of other jobs for long. */
const queueBudgetMs = 10_000
/** Once a minute: two such runs need not hold files in memory at a time, nor delete the same rows. */
const cronStragglersBudgetMs = 50_000
const queueFilesBudgetMs = 5 * 60_000

/** The clock, webhooks, files and dead letters: all that may be slow. */
export default {
  async scheduled(_event, env) {
    const ctx = makeContext(env)
    // Each by itself: a receiver that is slow must not hold back the sweep, nor a failure of one the other.
    const results = await Promise.allSettled([
      sweepDueOutlets(ctx),
      deliverDue(ctx, cronBudgetMs),
      fetchFiles(ctx, cronStragglersBudgetMs),
      deleteOldRows(ctx, cronStragglersBudgetMs),
    ])
    for (const result of results)
      if (result.status === 'rejected') ctx.log.error('cron.failed', { error: String(result.reason) })
  },

  async queue(batch, env) {
    const ctx = makeContext(env)
    if (batch.queue.endsWith('-dead')) return receiveDeadLetters(batch, ctx)
    const collect = collectTogether(ctx)
    let filesWait = false
    await receiveMessages(batch, ctx.log, async (message) => {
      if (message.kind === 'job.outbox') await collect(message.jobId)
      if (message.kind === 'file.wake') filesWait = true
    })
    // Once for all of them, and the messages are done with: what fails here is due, and found by the clock.
    const work = filesWait ? fetchFiles(ctx, queueFilesBudgetMs) : deliverDue(ctx, queueBudgetMs)
    await work.catch((error) => ctx.log.error('work.failed', { queue: batch.queue, error: String(error) }))
  },
} satisfies ExportedHandler<Env>

async function fetchFiles(ctx: BackgroundContext, budgetMs: number): Promise<void> {
  const run = await runFileTasks(ctx, { instance: ctx.instance, budgetMs })
  if (Object.values(run).some((count) => count > 0)) ctx.log.info('files.ran', run)
}
