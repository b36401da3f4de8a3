import type { Ratio } from '../verdict.ts'

/** The ratios of one run of all benches. */
export interface RatioRecord {
  commit: string
  /** `2026-12-01` */
  date: string
  machine: string
  /** The names begin with the bench: `scrape: fetched, …`. */
  ratios: Ratio[]
}

const tenth = 0.1

/** A sentence for each ratio that is worse than in `before` by more than a tenth, the worst first. A ratio that is new, or that was not measured, is none. */
export function worseRatios(before: RatioRecord, now: RatioRecord): string[] {
  const earlier = new Map(before.ratios.map((one) => [one.name, one.value]))
  return now.ratios
    .flatMap(({ name, value, better }) => {
      const was = earlier.get(name)
      if (was === undefined) return []
      const kept = better === 'higher' ? value / was : was / value
      const verb = better === 'higher' ? 'fell' : 'rose'
      const sentence = `${name} ${verb} from ${was.toFixed(2)} (${before.commit}) to ${value.toFixed(2)} (${now.commit})`
      return kept < 1 - tenth ? [{ kept, sentence }] : []
    })
    .toSorted((a, b) => a.kept - b.kept)
    .map(({ sentence }) => sentence)
}
