import { judgePredictions } from './predictions.ts'
import type { Report } from './report.ts'

const goals = { withinQuarter: 0.8, beforeP90: 0.9 }
const seeds = [1, 2, 3]
const percent = (share: number) => `${(100 * share).toFixed(0)} %`
const rangeOf = (shares: number[]) => `${percent(Math.min(...shares))}–${percent(Math.max(...shares))}`

/** The accuracy of forecasts with lognormal service times and a capacity that is halved midway, for several kinds of work and seeds. */
export async function reportEta(): Promise<Report> {
  const works = [
    { carts: 4_000, slots: 16, seconds: 5 },
    { carts: 2_000, slots: 40, seconds: 37 },
  ]
  const cases = works.flatMap((work) =>
    [0.3, 0.6, 1].flatMap((sigma) => [1, 3].map((keys) => ({ ...work, sigma, keys }))),
  )
  const found = await Array.fromAsync(cases, async (one) => {
    const results = await Array.fromAsync(seeds, (seed) => judgePredictions({ ...one, seed }))
    return {
      ...one,
      withinQuarter: results.map(({ withinQuarter }) => withinQuarter),
      beforeP90: results.map(({ beforeP90 }) => beforeP90),
      wrongPositions: results.reduce((sum, { wrongPositions }) => sum + wrongPositions, 0),
      positions: results.reduce((sum, { sampled }) => sum + sampled, 0),
    }
  })
  const rows = found.map((one) => ({
    work: `${one.carts} × ${one.seconds} s, ${one.slots} slots, then half`,
    sigma: one.sigma,
    keys: one.keys,
    'within ±25 % of p50': rangeOf(one.withinQuarter),
    'before p90': rangeOf(one.beforeP90),
    'wrong positions': `${one.wrongPositions} of ${one.positions}`,
  }))
  const reached = found.filter(
    ({ withinQuarter, beforeP90 }) =>
      Math.min(...withinQuarter) >= goals.withinQuarter && Math.min(...beforeP90) >= goals.beforeP90,
  ).length
  return {
    tables: [{ rows }],
    figures: { simulation: 'eta', goals, reached: `${reached} of ${found.length}`, cases: found },
  }
}
