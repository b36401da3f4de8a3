import { byLane, type LaneName, laneNames, lanes } from '../lane/lane.ts'

/**
 * The places of refused callers, by lane: the times at which they ask again (epoch milliseconds), ascending. A place is a lease. It ends when a
 * caller of its lane asks at its time, or when nobody does.
 */
export type Places = Record<LaneName, number[]>

/** A caller comes back this much, in ms, before its start, so that it is in line by then. */
const earlyMs = 1_000
/** A caller that is not back this long, in ms, after its time has left. */
export const lateMs = 6_000
/** Timers may end this much early, in ms. */
const timerMs = 50
/**
 * A caller's place is at most this many starts ahead, so callers that have left delay a newcomer by no more than that. If there are more
 * callers than starts, some callers share a start.
 */
const mostStarts = 32
/** The maximum number of places that are kept for a lane. */
const mostPlaces = 1_000

/** The coming starts of a domain, which begin at `nextAt` and then every `delayMs`. */
export interface Starts {
  nextAt: number
  delayMs: number
  /** No earlier time is named. */
  earliest: number
  /** The starts that callers in line will take: all of them, and those of the same lane. */
  inLine: { all: number; own: number }
  /** The starts from now on that the lane gets whatever other lanes want: the first one, and the interval. Null: none. */
  assured: { first: number; every: number } | null
}

export const noPlaces = (): Places => byLane(() => [])

/** The stored places that make sense. A version without places, or without one of the lanes, stored none. */
export const restorePlaces = (stored: Partial<Places> | undefined): Places =>
  byLane((lane) => (stored?.[lane] ?? []).filter(Number.isFinite))

/** For each lane, the lanes with at least its head start: their callers come before a newcomer. */
const before = byLane((lane) => laneNames.filter((other) => lanes[other].headStartMs >= lanes[lane].headStartMs))

/**
 * Ends all places of a lane in which one was not used: its callers have left, perhaps because their job was cancelled. A caller that is only
 * late keeps the time that it was named, and gets a place again if it is refused again.
 */
export function endUnused(places: Places, now: number): void {
  for (const lane of laneNames) if (places[lane][0]! + lateMs < now) places[lane] = []
}

/** Uses up the earliest place of the lane if its time has come. So a caller that is refused again and again has one place. */
export function usePlace(places: Places, lane: LaneName, now: number): void {
  if (places[lane][0]! <= now + timerMs) places[lane].shift()
}

/** Reserves a start. Returns the time at which its holder asks again. */
export function reservePlace(places: Places, lane: LaneName, starts: Starts): number {
  const { nextAt, delayMs, earliest } = starts
  const start = delayMs >= 1 ? freeStart(places, lane, starts) : 0
  const time = Math.max(nextAt + start * delayMs - earlyMs, earliest)
  const own = places[lane]
  if (own.length < mostPlaces) own.splice(own.findLastIndex((other) => other <= time) + 1, 0, time)
  return time
}

/**
 * The first start that no caller of the lane or of a more urgent lane has. If all are taken, the start with the fewest callers, but late enough
 * that places whose callers have left have ended by then.
 */
function freeStart(places: Places, lane: LaneName, starts: Starts): number {
  const { nextAt, delayMs, earliest, inLine, assured } = starts
  const first = Math.max(0, Math.floor((earliest + earlyMs - nextAt) / delayMs))
  const held = new Map(before[lane].map((other) => [other, holders(places[other], starts, first + mostStarts)]))
  const provenAt = Math.max(...before[lane].map((other) => places[other][0] ?? 0)) + lateMs + earlyMs
  let [best, fewest] = [first + mostStarts - 1, Number.POSITIVE_INFINITY]
  let ownBefore = inLine.own
  for (let start = first; start < first + mostStarts; start++) {
    const isAssured = assured !== null && start >= assured.first && (start - assured.first) % assured.every === 0
    const waits = isAssured ? Number(ownBefore-- > 0) : Number(start < inLine.all)
    const rivals = isAssured ? [lane] : before[lane]
    const count = rivals.reduce((sum, other) => sum + held.get(other)![start]!, waits)
    if (count === 0) return start
    if (count < fewest && nextAt + start * delayMs - earlyMs > provenAt) [best, fewest] = [start, count]
  }
  return best
}

/** The number of places at each start. */
function holders(times: number[], { nextAt, delayMs }: Starts, most: number): Uint16Array {
  const counts = new Uint16Array(most)
  for (const time of times) {
    const start = Math.round((time + earlyMs - nextAt) / delayMs)
    if (start >= 0 && start < most) counts[start]! += 1
  }
  return counts
}
