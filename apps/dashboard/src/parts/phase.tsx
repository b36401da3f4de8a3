import { ProgressBar } from './progress-bar.tsx'

interface PhaseProps {
  name: string
  done: number
  total: number
  /** Running, with an unknown total. */
  isOpen?: boolean
}

/** One phase of a sweep or an import: a progress bar with its count. */
export function Phase({ name, done, total, isOpen = false }: PhaseProps) {
  const isDone = !isOpen && done >= total
  return (
    <div class="phase">
      <ProgressBar label={name} done={done} total={total} isOpen={isOpen} tone={isDone ? 'ok' : 'busy'} />
      <p>
        {name}
        <span class="quiet number">
          {done.toLocaleString()}
          {!isOpen && <span class="phase-total"> / {total.toLocaleString()}</span>}
        </span>
      </p>
    </div>
  )
}
