import type { Trend } from '../api/bodies.ts'
import type { Step } from '../format/step-path.ts'
import type { Span } from './known-part.ts'

/** The price level of an outlet relative to the start of the period: 1.02 means 2 % more expensive. `prices` holds mean logarithmic changes. */
export function priceIndex(prices: Trend['prices'], { from, to }: Span): Step[] {
  let sum = 0
  const moves = prices.map(([at, change]): Step => {
    sum += change
    return [Math.max(0, (at - from) / (to - from)), Math.exp(sum)]
  })
  return [[0, 1], ...moves]
}
