import type { Trend } from '../api/bodies.ts'
import type { Step } from '../format/step-path.ts'
import type { Span } from './known-part.ts'

/** How dear an outlet was on the whole, beside what it was at the beginning: 1.02 is 2 % dearer. */
export function priceIndex(prices: Trend['prices'], { from, to }: Span): Step[] {
  let sum = 0
  const moves = prices.map(([at, change]): Step => {
    sum += change
    return [Math.max(0, (at - from) / (to - from)), Math.exp(sum)]
  })
  return [[0, 1], ...moves]
}
