import type { Tone } from '../parts/dot.tsx'

/** The tone of each record status, for all pipelines. */
export const statusTones: Record<string, Tone | 'part'> = {
  initial: 'idle',
  pending: 'idle',
  processing: 'busy',
  profiled: 'part',
  enhanced: 'ok',
  completed: 'ok',
  done: 'ok',
  failed: 'bad',
}

/** The tone of a record's dot. A dot never has the tone `part`. */
export const recordTone = (status: string): Tone => {
  const tone = statusTones[status] ?? 'idle'
  return tone === 'part' ? 'ok' : tone
}
