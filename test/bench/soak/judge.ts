import { quantile } from '../../support/quantiles.ts'
import type { Gauge } from './gauges/gauges.ts'
import type { Reading } from './gauges/reading.ts'

/** A figure as judged. */
export interface Judged {
  name: string
  unit: Gauge['unit']
  /** The medians of the second and of the last sixth of the time. */
  early: number
  late: number
  /** The rule with its figures, in words. */
  rule: string
  isFlat: boolean
}

const mostGrowth = 1.25
const early = [1 / 6, 2 / 6] as const
const late = [5 / 6, 1] as const
const firstGrowth = [1 / 6, 1 / 2] as const
const lastGrowth = [2 / 3, 1] as const

/** The readings in a part of the load's time. */
function readingsIn(readings: readonly Reading[], [from, to]: readonly [number, number], seconds: number) {
  return readings.filter((one) => one.seconds >= from * seconds && one.seconds <= to * seconds)
}

/** Judges a figure by its rule. The first sixth of the time warms up and does not count. */
export function judge({ name, unit, value, rule }: Gauge, readings: readonly Reading[], seconds: number): Judged {
  const median = (part: readonly [number, number]) => quantile(readingsIn(readings, part, seconds).map(value), 0.5)
  const figures = { name, unit, early: median(early), late: median(late) }
  switch (rule.kind) {
    case 'flat': {
      const limit = figures.early * (1 + rule.share) + rule.plus
      const allowance = [rule.share > 0 && `${100 * rule.share} %`, rule.plus > 0 && rule.plus].filter(Boolean)
      const text = `at most ${text0(limit)}: ${allowance.length > 0 ? `${allowance.join(' and ')} more` : 'no more'}`
      return { ...figures, rule: text, isFlat: figures.late <= limit }
    }
    case 'atMost': {
      const judged = readingsIn(readings, [1 / 6, 1], seconds)
      const worst = judged.toSorted((a, b) => value(b) - rule.limit(b) - (value(a) - rule.limit(a)))[0]
      const text = `at most ${worst ? text0(rule.limit(worst)) : '–'}: ${rule.what}`
      return { ...figures, rule: text, isFlat: worst !== undefined && value(worst) <= rule.limit(worst) }
    }
    case 'per': {
      const grown = (part: readonly [number, number], of: (reading: Reading) => number) => {
        const all = readingsIn(readings, part, seconds)
        return all.length > 1 ? of(all.at(-1)!) - of(all[0]!) : Number.NaN
      }
      const each = (part: readonly [number, number]) => Math.max(0, grown(part, value)) / grown(part, rule.count)
      const limit = mostGrowth * each(firstGrowth) * grown(lastGrowth, rule.count) + rule.plus
      const text = `${perUnit(each(lastGrowth), unit)} for each ${rule.what}, before ${perUnit(each(firstGrowth), unit)}`
      // Nothing more is kept than before, so nothing may have grown.
      const isStill = !(grown(lastGrowth, rule.count) > 0)
      return {
        ...figures,
        rule: text,
        isFlat: isStill ? !(grown(lastGrowth, value) > rule.plus) : grown(lastGrowth, value) <= limit,
      }
    }
  }
}

const text0 = (value: number) => value.toFixed(0)

const perUnit = (each: number, unit: Gauge['unit']) =>
  Number.isFinite(each) ? (unit === 'MiB' ? `${(each * 1024).toFixed(2)} KiB` : each.toFixed(2)) : 'none'
