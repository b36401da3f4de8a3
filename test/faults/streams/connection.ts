import type { StreamedEvent } from '@edgesweep/core/job/streamed-event.ts'

/** How a connection ended: all events were received, or it must be opened again. */
export type Ending = 'over' | 'broken'

/** Opens a job's events after a `seq`, and returns how the connection ended. `signal` aborts it. Throws an error that a retry cannot solve. */
export type Connect = (
  stream: { address: string; key: string; after: number },
  onEvent: (event: StreamedEvent) => void,
  signal: AbortSignal,
) => Promise<Ending>
