import { receiveMessages } from '@edgesweep/cloudflare/receive-messages.ts'
import { sweepDueOutlets } from '@edgesweep/core/sweep/sweep-due-outlets.ts'
import { collectOutbox } from '@edgesweep/core/webhook/collect-outbox.ts'
import { deliverDue } from '@edgesweep/core/webhook/deliver-due.ts'
import { makeContext } from './context.ts'
import { receiveDeadLetters } from './dead-letters.ts'

/** An invocation may take 15 minutes. */
const cronBudgetMs = 10 * 60_000
/** Deliveries that are slow must not hold back the news of other jobs for long. */
const queueBudgetMs = 10_000

/** The clock, webhooks, files and dead letters: all that may be slow. */
export default {
  async scheduled(_event, env) {
    const ctx = makeContext(env)
    // Each by itself: a receiver that is slow must not hold back the sweep, nor a failure of one the other.
    const results = await Promise.allSettled([sweepDueOutlets(ctx), deliverDue(ctx, cronBudgetMs)])
    for (const result of results)
      if (result.status === 'rejected') ctx.log.error('cron.failed', { error: String(result.reason) })
  },

  async queue(batch, env) {
    const ctx = makeContext(env)
    if (batch.queue.endsWith('-dead')) return receiveDeadLetters(batch, ctx)
    await receiveMessages(batch, ctx.log, async (message) => {
      if (message.kind === 'job.outbox') await collectOutbox(ctx, message.jobId)
    })
    // Once for all of them, and the messages are done with: what fails here is due, and found by the clock.
    await deliverDue(ctx, queueBudgetMs).catch((error) => ctx.log.error('deliveries.failed', { error: String(error) }))
  },
} satisfies ExportedHandler<Env>
