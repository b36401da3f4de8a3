import { type LaneName, laneNames } from '../lane/lane.ts'

/**
 * A job or pipeline that a domain holds back: since when, and the time at which it is taken to have left unless it asks again (epoch milliseconds).
 */
interface Hold {
  lane: LaneName
  since: number
  until: number
}

/** By job id, or by the name of a pipeline. The longest held come first. */
export type Holds = Map<string, Hold>

/** The most that are kept. Those that came later are not named. */
export const mostHolds = 20

/** Notes that `work` was refused, and is to ask again before `until`. */
export function holdBack(holds: Holds, work: string, lane: LaneName, until: number, now: number): void {
  const known = holds.get(work)
  if (known) known.until = Math.max(known.until, until)
  else if (holds.size < mostHolds) holds.set(work, { lane, since: now, until })
}

/** Ends the holds whose work has left. */
export function endHolds(holds: Holds, now: number): void {
  for (const [work, { until }] of holds) if (until <= now) holds.delete(work)
}

/** Moves all times back with a clock that was set back. */
export function moveHolds(holds: Holds, backMs: number): void {
  for (const hold of holds.values()) {
    hold.since -= backMs
    hold.until -= backMs
  }
}

/** The stored holds that make sense. An earlier version stored none. */
export function restoreHolds(stored: Holds | undefined): Holds {
  const kept = [...(stored ?? [])].filter(
    ([, { lane, since, until }]) => laneNames.includes(lane) && Number.isFinite(since) && Number.isFinite(until),
  )
  return new Map(kept)
}
