import { type Step, stepPath } from '../format/step-path.ts'

const height = 20

interface SparklineProps {
  steps: Step[]
  /** The least difference that fills the height. */
  minSpan: number
  /** For screen readers. Without it the line is decorative, and text beside it must carry the meaning. */
  label?: string | undefined
}

/** A step line without axes. An empty one takes the same space. */
export function Sparkline({ steps, minSpan, label }: SparklineProps) {
  return (
    <svg
      class={`sparkline${steps.length > 1 ? '' : ' is-flat'}`}
      viewBox={`0 -1 100 ${height + 2}`}
      preserveAspectRatio="none"
      role="img"
      aria-label={label}
      aria-hidden={label === undefined}
    >
      <path d={stepPath(steps, height, minSpan)} />
    </svg>
  )
}
