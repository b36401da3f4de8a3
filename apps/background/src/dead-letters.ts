import type { BackgroundContext } from './context.ts'

/**
 * A message that failed every time. It was only a wake-up: what it told of is still in its lane, object or table, where an alarm
 * or the clock finds it. So it is put on record and let go.
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
