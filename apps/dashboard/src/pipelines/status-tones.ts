import type { PipelineStatus } from '@edgesweep/db/schema/pipelines.ts'
import type { Tone } from '../parts/dot.tsx'

/** The tone of each record status, for all pipelines. */
const statusTones: Record<PipelineStatus, Tone | 'part'> = {
  initial: 'idle',
  pending: 'idle',
  processing: 'busy',
  profiled: 'part',
  enhanced: 'ok',
  completed: 'ok',
  done: 'ok',
  failed: 'bad',
}

/** The tone of a status. An unknown status, which a later API may send, is idle. */
export const statusTone = (status: string): Tone | 'part' => statusTones[status as PipelineStatus] ?? 'idle'

/** The tone of a record's dot. A dot never has the tone `part`. */
export const recordTone = (status: string): Tone => {
  const tone = statusTone(status)
  return tone === 'part' ? 'ok' : tone
}
