import type { Wakes } from '@edgesweep/core/context.ts'
import type { Message } from '@edgesweep/core/messages.ts'

/** Wake-ups through queues. */
export function wakesOf(files: Queue): Wakes {
  return {
    files: async () => {
      await files.send({ kind: 'file.wake' } satisfies Message)
    },
  }
}
