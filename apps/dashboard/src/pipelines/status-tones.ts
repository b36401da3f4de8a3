import type { Tone } from '../parts/dot.tsx'

/** What each status of a record looks like; the names are those of all pipelines. */
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

/** The same for one record's dot. */
export const recordTone = (status: string): Tone => {
  const tone = statusTones[status] ?? 'idle'
  return tone === 'part' ? 'ok' : tone
}
