import { type Step, stepPath } from './step-path.ts'

const height = 20

interface SparklineProps {
  steps: Step[]
  /** The least difference that fills the height. */
  leastSpan: number
}

/** How a value moved, as a line of steps without scales; what it says is said in words beside it. An empty one takes the same room. */
export function Sparkline({ steps, leastSpan }: SparklineProps) {
  return (
    <svg
      class={`sparkline${steps.length > 1 ? '' : ' is-flat'}`}
      viewBox={`0 -1 100 ${height + 2}`}
      preserveAspectRatio="none"
      aria-hidden="true"
    >
      <path d={stepPath(steps, height, leastSpan)} />
    </svg>
  )
}
