import type { StreamedEvent } from '@edgesweep/core/job/streamed-event.ts'

/** How a connection ended: the job's events are over, or it is to be asked for again. */
export type Ending = 'over' | 'broken'

/** Opens a job's events after a `seq` at an address, and gives how that ended; `signal` breaks it off. Throws on what trying again does not mend. */
export type Connect = (
  stream: { address: string; key: string; after: number },
  onEvent: (event: StreamedEvent) => void,
  signal: AbortSignal,
) => Promise<Ending>
