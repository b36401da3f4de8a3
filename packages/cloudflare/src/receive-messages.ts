import type { Log } from '@edgesweep/core/context.ts'
import { Message } from '@edgesweep/core/work/messages.ts'

const retrySeconds = 5

/**
 * Hands each message of a batch to `handle`. Acknowledges a handled message and retries a failed one after 5 s. A message of an
 * unknown kind can never succeed, so it is logged and acknowledged.
 */
export async function receiveMessages(
  batch: MessageBatch,
  log: Log,
  handle: (message: Message) => Promise<void>,
): Promise<void> {
  await Promise.all(
    batch.messages.map(async (received) => {
      const parsed = Message.safeParse(received.body)
      if (!parsed.success) {
        log.error('message.unknown', { queue: batch.queue, messageId: received.id })
        received.ack()
        return
      }
      try {
        await handle(parsed.data)
        received.ack()
      } catch (error) {
        log.error('message.failed', {
          queue: batch.queue,
          kind: parsed.data.kind,
          attempt: received.attempts,
          error: String(error),
        })
        received.retry({ delaySeconds: retrySeconds })
      }
    }),
  )
}
