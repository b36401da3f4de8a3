import type { Wakes } from '@edgesweep/core/context.ts'
import type { Message } from '@edgesweep/core/work/messages.ts'

/** Wakes file workers through a queue. */
export const fileWakesOf = (queue: Queue): Pick<Wakes, 'files'> => ({
  files: async () => {
    await queue.send({ kind: 'file.wake' } satisfies Message)
  },
})

/** Wakes pipeline workers through a queue. */
export const pipelineWakesOf = (queue: Queue): Pick<Wakes, 'pipeline'> => ({
  pipeline: async (pipeline) => {
    await queue.send({ kind: 'pipeline.wake', pipeline } satisfies Message)
  },
})

/** Wakes import workers through a queue. */
export const importWakesOf = (queue: Queue): Pick<Wakes, 'imports'> => ({
  imports: async () => {
    await queue.send({ kind: 'import.wake' } satisfies Message)
  },
})

/** Wakes the deliverer of webhooks through a queue. */
export const deliveryWakesOf = (queue: Queue): Pick<Wakes, 'deliveries'> => ({
  deliveries: async (afterSeconds) => {
    await queue.send({ kind: 'delivery.wake' } satisfies Message, { delaySeconds: Math.ceil(afterSeconds) })
  },
})
