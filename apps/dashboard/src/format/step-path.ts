/** A value from a moment on; the moment as a share of the time shown. */
export type Step = [at: number, value: number]

/**
 * A line of steps as an SVG path, in a box 100 wide: each value holds until the next one, and the last to the end. It fills the height unless its
 * values differ by less than `leastSpan`, so that a cent does not look like a crash.
 */
export function stepPath(steps: Step[], height: number, leastSpan: number): string {
  const values = steps.map(([, value]) => value)
  const [low, high] = [Math.min(...values), Math.max(...values)]
  const span = Math.max(high - low, leastSpan) || 1
  const y = (value: number) => round(height * (0.5 - (value - (low + high) / 2) / span))
  const [first, ...rest] = steps
  if (!first) return ''
  return `M${round(first[0] * 100)} ${y(first[1])}${rest.map(([at, value]) => `H${round(at * 100)}V${y(value)}`).join('')}H100`
}

const round = (length: number) => Math.round(length * 100) / 100
