import { explainDecision } from './explain-decision.ts'
import type { Decision, GovernorSettings, Reading } from './governor-settings.ts'

/** The longest pause after workers were forced out repeatedly. */
const longestRestMs = 300_000

/** The governor's memory. Times are epoch milliseconds; null means "not now" or "never". */
export interface GovernorState {
  /** The number decided on. `reading.workers` follows it. */
  workers: number
  raisedAt: number | null
  idleSince: number | null
  strainedSince: number | null
  /** The cause and time of the last forced removal, and the pause in ms before another worker is added. */
  forcedOut: { by: 'cpu' | 'memory'; at: number; restMs: number } | null
}

/** Begins with the fewest workers. */
export const newGovernor = ({ min }: GovernorSettings): GovernorState => ({
  workers: min,
  raisedAt: null,
  idleSince: null,
  strainedSince: null,
  forcedOut: null,
})

type Verdict = Pick<Decision, 'change' | 'reason'> & {
  /** The end of the pause, if only the pause prevents the change. */
  until?: number
}

/** Decides on one reading: add a worker, remove one, or neither. The number stays within `min` and `max`. */
export function govern(
  settings: GovernorSettings,
  before: GovernorState,
  reading: Reading,
  now: number,
): { state: GovernorState; decision: Decision } {
  const state = observe(settings, before, reading, now)
  const { until, ...verdict } = judge(settings, state, reading, now)
  const after = change(settings, state, verdict, now)
  const waitMs = until === undefined ? null : until - now
  const decision = { workers: after.workers, ...verdict, reading }
  return { state: after, decision: { ...decision, words: explainDecision(settings, decision, waitMs) } }
}

/** Updates the times since which the pool is idle and the CPU overloaded. A future time, from a clock that was set back, becomes now. */
function observe(settings: GovernorSettings, before: GovernorState, reading: Reading, now: number): GovernorState {
  const since = (holds: boolean, at: number | null) => (holds ? Math.min(at ?? now, now) : null)
  const { raisedAt, forcedOut } = before
  const workers = Math.min(settings.max, Math.max(settings.min, before.workers))
  const idle = reading.busy < workers && reading.waiting <= mayWait(settings, workers - 1)
  return {
    workers,
    raisedAt: raisedAt === null ? null : Math.min(raisedAt, now),
    idleSince: since(idle, before.idleSince),
    strainedSince: since(reading.cpu > settings.cpuLimit, before.strainedSince),
    forcedOut: forcedOut && { ...forcedOut, at: Math.min(forcedOut.at, now) },
  }
}

/** The maximum number of tasks that may wait before a pool of this many workers grows; zero for an empty pool. */
const mayWait = (settings: GovernorSettings, workers: number): number => (workers < 1 ? 0 : settings.backlogPerStep)

function judge(settings: GovernorSettings, state: GovernorState, reading: Reading, now: number): Verdict {
  const keptUntil = (state.raisedAt ?? -Infinity) + settings.keepSeconds * 1000
  const strained = state.strainedSince !== null && now - state.strainedSince >= settings.strainSeconds * 1000
  if (state.workers > settings.min) {
    // Remove one at a time. The last removed worker frees its memory only when it has ended.
    const gone = reading.workers <= state.workers
    if (gone && reading.memoryFreeBytes < settings.memoryFloorBytes) return { change: -1, reason: 'memory' }
    if (gone && strained && now >= keptUntil) return { change: -1, reason: 'cpu' }
  }
  if (reading.waiting > mayWait(settings, state.workers)) return judgeBacklog(settings, state, reading, now)
  if (!(reading.memoryFreeBytes >= settings.memoryFloorBytes)) return { change: 0, reason: 'memory' }
  if (strained) return { change: 0, reason: 'cpu' }
  const mayRemove = Math.max(keptUntil, (state.idleSince ?? Infinity) + settings.idleSeconds * 1000)
  if (state.workers > settings.min && now >= mayRemove) return { change: -1, reason: 'idle' }
  return { change: 0, reason: 'steady' }
}

/** Whether a worker may be added for the backlog. */
function judgeBacklog(settings: GovernorSettings, state: GovernorState, reading: Reading, now: number): Verdict {
  if (!(reading.memoryFreeBytes >= settings.memoryFloorBytes)) return { change: 0, reason: 'memory' }
  if (!(reading.cpu <= settings.cpuCeiling)) return { change: 0, reason: 'cpu' }
  if (state.workers >= settings.max) return { change: 0, reason: 'pool_full' }
  const { forcedOut } = state
  const restsUntil = forcedOut ? forcedOut.at + forcedOut.restMs : now
  if (forcedOut && restsUntil > now) return { change: 0, reason: forcedOut.by, until: restsUntil }
  // No reading shows the load of a worker that has not started yet.
  if (reading.workers < state.workers) return { change: 0, reason: 'steady' }
  return { change: 1, reason: 'backlog' }
}

function change(
  settings: GovernorSettings,
  state: GovernorState,
  { change, reason }: Pick<Decision, 'change' | 'reason'>,
  now: number,
): GovernorState {
  const workers = state.workers + change
  if (change === 1) return { ...state, workers, raisedAt: now }
  if (change === 0) return state
  if (reason !== 'cpu' && reason !== 'memory') return { ...state, workers, idleSince: now }
  const restMs = nextRestMs(settings, state, now)
  return { ...state, workers, strainedSince: null, forcedOut: { by: reason, at: now, restMs } }
}

/** The pause after a forced removal. It doubles if a worker that was added since the last removal is soon forced out. */
function nextRestMs({ keepSeconds }: GovernorSettings, { raisedAt, forcedOut }: GovernorState, now: number): number {
  const first = keepSeconds * 1000
  if (!forcedOut) return first
  const restedUntil = forcedOut.at + forcedOut.restMs
  if (now > restedUntil + forcedOut.restMs + first) return first
  const triedAgain = raisedAt !== null && raisedAt > forcedOut.at
  return triedAgain ? Math.max(first, Math.min(longestRestMs, forcedOut.restMs * 2)) : forcedOut.restMs
}
