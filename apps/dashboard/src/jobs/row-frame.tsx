import type { ComponentChildren } from 'preact'
import type { Tone } from '../parts/dot.tsx'
import { Dot } from '../parts/dot.tsx'
import { addressOf } from '../parts/view.ts'

interface RowFrameProps {
  /** Null for a job that this key cannot open. */
  id: string | null
  kind: string
  lane: string
  status: string
  /** What else there is to say of it, shortly. */
  notes?: string[]
  isDim?: boolean
  children: ComponentChildren
}

const tones: Record<string, Tone> = {
  queued: 'idle',
  running: 'busy',
  completed: 'ok',
  partial: 'warn',
  cancelled: 'idle',
}

export const jobTone = (status: string): Tone => tones[status] ?? 'bad'

/** One job as a row: what it is on the left, how far it is on the right. */
export function RowFrame({ id, kind, lane, status, notes = [], isDim = false, children }: RowFrameProps) {
  const name = <strong>{kind}</strong>
  const words = [lane, ...notes].join(' · ')
  return (
    <li class={`row job-row${isDim ? ' is-dim' : ''}`}>
      <Dot tone={jobTone(status)} label={status.replace('_', ' ')} isBusy={status === 'running'} />
      <span class="job-name">
        {id ? <a href={addressOf.job(id)}>{name}</a> : name}
        <span class="quiet" title={words}>
          {words}
        </span>
      </span>
      {children}
    </li>
  )
}
