import { type Step, stepPath } from '../format/step-path.ts'

const height = 20

interface SparklineProps {
  steps: Step[]
  /** The least difference that fills the height. */
  leastSpan: number
  /** What it says; without it words stand beside it. */
  label?: string | undefined
}

/** How a value moved, as a line of steps without scales. An empty one takes the same room. */
export function Sparkline({ steps, leastSpan, label }: SparklineProps) {
  return (
    <svg
      class={`sparkline${steps.length > 1 ? '' : ' is-flat'}`}
      viewBox={`0 -1 100 ${height + 2}`}
      preserveAspectRatio="none"
      role="img"
      aria-label={label}
      aria-hidden={label === undefined}
    >
      <path d={stepPath(steps, height, leastSpan)} />
    </svg>
  )
}
