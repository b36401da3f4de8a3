import type { SeenDecision } from './decision-log.ts'

/** The runner's settings. */
export interface GovernorTerms {
  min: number
  max: number
  memoryFloorBytes: number
}

/** Shares of the processors: no worker is added above `ceiling`, one is removed above `limit`. More tasks than `mayWait` add a worker. */
const [ceiling, limit, mayWait] = [0.8, 0.95, 10]
/** How long strain or idleness lasts before a removal, how long a new worker stays, and the longest pause after a forced removal. */
const [strainMs, idleMs, keepMs, longestRestMs] = [5_000, 10_000, 10_000, 300_000]

/**
 * For each decision, the rule that it breaks; null if it breaks none. The rules use only the readings, in order: no new worker above 80 %
 * of the processors or under the memory floor; one more when more than ten tasks wait and there is room; one fewer when idle, under the
 * floor, or after long strain.
 */
export function brokenRules(seen: SeenDecision[], terms: GovernorTerms): (string | null)[] {
  return seen.map((_, index) => brokenRule(seen.slice(0, index + 1), terms))
}

/** The rule that the last decision breaks; null if it breaks none. */
function brokenRule(seen: SeenDecision[], { min, max, memoryFloorBytes }: GovernorTerms): string | null {
  const { at, change, workers, reason, reading } = seen.at(-1)!
  const before = seen.at(-2)?.workers ?? min
  const isTaken = !(reading.cpu <= ceiling)
  const isShort = !(reading.memoryFreeBytes >= memoryFloorBytes)
  const asked = reading.waiting > mayWait
  const missing = reading.workers < before
  const mayLose = before > min && reading.workers <= before
  const earlier = seen.slice(0, -1)
  const strain = lasting(seen, earlier.findLastIndex(wasForced) + 1, (one) => one.reading.cpu > limit)
  // A worker that is still idle when another is removed for idleness has been idle since then.
  const idleFrom = Math.max(
    0,
    earlier.findLastIndex((one) => one.reason === 'idle'),
  )
  const idle = lasting(
    seen,
    idleFrom,
    ({ reading, workers, change }) => reading.busy < workers - change && !(reading.waiting > mayWait),
  )
  const isKept = msSince(seen, at, ({ change }) => change === 1) < keepMs
  const rest = restAt(seen, at)

  if (workers !== before + change) return `from ${before} to ${workers} workers by a change of ${change}`
  if (workers < min || workers > max) return `${workers} workers, with ${min} to ${max} allowed`
  if (change === 1) {
    if (isTaken) return 'one more above 80 % of the processors'
    if (isShort) return 'one more under the memory floor'
    if (!asked) return `one more for ${reading.waiting} that wait`
    if (missing) return 'one more while another is still coming'
    if (rest && rest.forMs < keepMs) return 'one more, soon after one was forced out'
    return reason === 'backlog' ? null : `"${reason}" for one more`
  }
  if (change === -1) {
    if (reason === 'memory' && isShort && mayLose) return null
    if (reason === 'cpu' && strain.mostMs >= strainMs && !isKept && mayLose) return null
    if (reason === 'idle' && idle.mostMs >= idleMs && !isKept && !isShort) return null
    return `one fewer for "${reason}", which the readings do not support`
  }
  if (mayLose && isShort) return 'none fewer under the memory floor'
  if (mayLose && strain.leastMs >= strainMs && !isKept) return 'none fewer, although the processors are strained'
  if (before > min && idle.leastMs >= idleMs && !isKept && !isShort && !asked) return 'none fewer although idle'
  const hasRoom = !isTaken && !isShort && before < max && !missing
  if (asked && hasRoom && !rest?.mayLast) return 'none more although there is work and room'
  const isSupported = {
    memory: isShort || rest?.by === 'memory',
    cpu: isTaken || rest?.by === 'cpu',
    pool_full: asked && before === max,
    steady: !asked || missing,
    backlog: false,
    idle: false,
  }[reason]
  return isSupported ? null : `"${reason}" for none more and none fewer, which the readings do not support`
}

/** For how long a condition has held, at least and at most, because the values of unseen readings are unknown. */
function lasting(
  seen: SeenDecision[],
  from: number,
  holds: (decision: SeenDecision) => boolean,
): { leastMs: number; mostMs: number } {
  const first = seen.findLastIndex((one, index) => index < from || !holds(one)) + 1
  if (first === seen.length) return { leastMs: 0, mostMs: 0 }
  const surely = Math.max(
    first,
    seen.findLastIndex(({ readings }, index) => readings > 1 && index > first),
  )
  const maybe = seen[first]!.readings > 1 && first > 0 ? first - 1 : first
  const msFrom = (index: number) => Date.parse(seen.at(-1)!.at) - Date.parse(seen[index]!.at)
  return { leastMs: msFrom(surely), mostMs: msFrom(maybe) }
}

/** Milliseconds since a decision before the last one. */
function msSince(seen: SeenDecision[], at: string, matches: (decision: SeenDecision) => boolean): number {
  const then = seen.slice(0, -1).findLast(matches)
  return then ? Date.parse(at) - Date.parse(then.at) : Infinity
}

const wasForced = ({ change, reason }: SeenDecision): boolean => change === -1 && reason !== 'idle'

/** The pause after the last forced removal, which doubles for each added worker that was forced out again; null before the first. */
function restAt(seen: SeenDecision[], at: string): { by: string; forMs: number; mayLast: boolean } | null {
  const earlier = seen.slice(0, -1)
  const last = earlier.findLastIndex(wasForced)
  if (last === -1) return null
  const changes = earlier.slice(0, last + 1).filter((one) => one.change === 1 || wasForced(one))
  const again = changes.filter((one, index) => one.change === -1 && changes[index - 1]?.change === 1).length - 1
  const forMs = msSince(seen, at, wasForced)
  const mayLast = forMs < Math.min(longestRestMs, keepMs * 2 ** Math.max(0, again))
  return { by: earlier[last]!.reason, forMs, mayLast }
}
