import type { BackgroundContext } from './context.ts'

/**
 * Logs and acknowledges messages that failed every time. Nothing is lost, because a message is only a wake-up: its work is still in a lane, an
 * object or a table, where an alarm or cron finds it.
 */
export function receiveDeadLetters(batch: MessageBatch, ctx: BackgroundContext): void {
  for (const message of batch.messages) {
    ctx.log.error('message.dead', {
      queue: batch.queue,
      messageId: message.id,
      attempts: message.attempts,
      body: message.body,
    })
  }
  batch.ackAll()
}
