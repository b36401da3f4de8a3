import type { Tone } from './dot.tsx'

interface ProgressBarProps {
  label: string
  done: number
  total: number
  tone?: Tone
  /** Running, with an unknown total. */
  isOpen?: boolean
}

export function ProgressBar({ label, done, total, tone = 'busy', isOpen = false }: ProgressBarProps) {
  const share = total > 0 ? Math.min(1, done / total) : 0
  const value = isOpen ? {} : { 'aria-valuenow': done, 'aria-valuemin': 0, 'aria-valuemax': total }
  return (
    <div class={`bar tone-${tone}${isOpen ? ' is-open' : ''}`} role="progressbar" aria-label={label} {...value}>
      <div class="bar-fill" style={{ '--share': share }} />
    </div>
  )
}
