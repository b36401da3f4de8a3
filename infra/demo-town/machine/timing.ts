import { hash } from './hash.ts'

/** The plan of an exceptional state, such as sold out. It occurs once in `every` ticks, for `shortest` to `longest` ticks. */
export interface SpanPlan {
  every: number
  shortest: number
  longest: number
}

/**
 * The number of the period of `every` ticks that contains `tick`, and the offset in it. Each `key` (a result of `hash`) has its own phase, so that
 * changes are spread over time.
 */
export function periodOf(key: number, tick: number, every: number): { number: number; offset: number } {
  const shifted = tick + (hash(key, 1) % every)
  const number = Math.floor(shifted / every)
  return { number, offset: shifted - number * every }
}

/** Whether `tick` is in the exceptional span of its period. */
export function inSpan(key: number, tick: number, plan: SpanPlan): boolean {
  const { number, offset } = periodOf(key, tick, plan.every)
  const length = plan.shortest + (hash(key, 2, number) % (plan.longest - plan.shortest + 1))
  const start = hash(key, 3, number) % (plan.every - length + 1)
  return offset >= start && offset < start + length
}
