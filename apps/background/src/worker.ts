import { receiveMessages } from '@edgesweep/cloudflare/receive-messages.ts'
import { sweepDueOutlets } from '@edgesweep/core/sweep/sweep-due-outlets.ts'
import { collectOutbox } from '@edgesweep/core/webhook/collect-outbox.ts'
import { deliverDue } from '@edgesweep/core/webhook/deliver-due.ts'
import { makeContext } from './context.ts'
import { receiveDeadLetters } from './dead-letters.ts'

/** The clock, webhooks, files and dead letters: all that may be slow. */
export default {
  async scheduled(_event, env) {
    const ctx = makeContext(env)
    // Each by itself: a receiver that is slow must not hold back the sweep, nor a failure of one the other.
    const results = await Promise.allSettled([sweepDueOutlets(ctx), deliverDue(ctx)])
    for (const result of results)
      if (result.status === 'rejected') ctx.log.error('cron.failed', { error: String(result.reason) })
  },

  async queue(batch, env) {
    const ctx = makeContext(env)
    if (batch.queue.endsWith('-dead')) return receiveDeadLetters(batch, ctx)
    await receiveMessages(batch, ctx.log, async (message) => {
      if (message.kind === 'job.outbox') await collectOutbox(ctx, message.jobId)
      if (message.kind === 'job.outbox' || message.kind === 'deliveries.wake') await deliverDue(ctx)
    })
  },
} satisfies ExportedHandler<Env>
