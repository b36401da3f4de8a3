import type { ComponentChildren } from 'preact'
import type { Tone } from '../parts/dot.tsx'
import { Dot } from '../parts/dot.tsx'
import { addressOf } from '../parts/view.ts'

interface RowFrameProps {
  /** Null if this key cannot open the job. */
  id: string | null
  kind: string
  lane: string
  status: string
  /** Short remarks, shown after the lane. */
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

/** One job as a row: kind, lane and notes on the left, progress on the right. */
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
