/** A value and its start. The start is a share (0 to 1) of the time axis. */
export type Step = [at: number, value: number]

/**
 * A step line as an SVG path, 100 units wide. Each value holds until the next one, and the last to the end. The line fills the height, unless its
 * values differ by less than `minSpan`: a change of one cent must not look like a crash.
 */
export function stepPath(steps: Step[], height: number, minSpan: number): string {
  const values = steps.map(([, value]) => value)
  const [low, high] = [Math.min(...values), Math.max(...values)]
  const span = Math.max(high - low, minSpan) || 1
  const y = (value: number) => round(height * (0.5 - (value - (low + high) / 2) / span))
  const [first, ...rest] = steps
  if (!first) return ''
  return `M${round(first[0] * 100)} ${y(first[1])}${rest.map(([at, value]) => `H${round(at * 100)}V${y(value)}`).join('')}H100`
}

const round = (length: number) => Math.round(length * 100) / 100
