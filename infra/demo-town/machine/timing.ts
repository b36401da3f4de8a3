import { hash } from './hash.ts'

/** When something is in its exceptional state: once in every `every` ticks, for `shortest` to `longest` ticks. */
export interface SpanPlan {
  every: number
  shortest: number
  longest: number
}

/**
 * Which period of `every` ticks holds `tick`, and how far into it the tick is. Each `key` (bits of `hash`) has a phase of its
 * own, so that the town's things do not change together.
 */
export function periodOf(key: number, tick: number, every: number): { number: number; offset: number } {
  const shifted = tick + (hash(key, 1) % every)
  const number = Math.floor(shifted / every)
  return { number, offset: shifted - number * every }
}

/** Whether `tick` lies in the exceptional span of its period; computed from the tick alone, for any tick. */
export function inSpan(key: number, tick: number, plan: SpanPlan): boolean {
  const { number, offset } = periodOf(key, tick, plan.every)
  const length = plan.shortest + (hash(key, 2, number) % (plan.longest - plan.shortest + 1))
  const start = hash(key, 3, number) % (plan.every - length + 1)
  return offset >= start && offset < start + length
}
