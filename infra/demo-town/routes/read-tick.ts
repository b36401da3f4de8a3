import type { Town } from '../machine/town.ts'

/** The tick that a query's `tick` names, the current one without it, or null when it is not a tick. */
export function readTick(town: Town, text: string | undefined): number | null {
  if (text === undefined) return town.clock.tick()
  return /^\d{1,10}$/.test(text) ? Number(text) : null
}
