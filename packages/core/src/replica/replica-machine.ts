/** The primary's WAL position in bytes, read at `at` or later. */
interface WalMark {
  at: number
  position: number
}

/**
 * The known state of a read replica. Its lag is not queried, because an idle primary and a cut-off replica look alike to the
 * replica. Instead it is proved: a replica that has replayed the primary's WAL position of time t is no older than t. All times
 * are epoch milliseconds of one machine's clock.
 */
export interface ReplicaState {
  /** When the replica was last probed. */
  probedAt: number | null
  /** The primary's WAL positions that the replica is not yet known to have replayed. */
  marks: WalMark[]
  /** The replica has all commits before this time; null when nothing is proved. */
  caughtUpTo: number | null
  /** The reason why the replica cannot serve until a probe succeeds. */
  trouble: 'away' | 'no_replica' | null
}

export type ReplicaEvent =
  | { kind: 'probe_begun' }
  /** `replayed`: the replica's WAL position, read after the primary's; null when the server is not a replica. */
  | { kind: 'probe_answered'; mark: WalMark; replayed: number | null }
  /** A probe or a read got no answer. */
  | { kind: 'failed' }

/** `serving`: reads go to the replica. `unknown`: its lag is neither proved to be within the limit nor known to exceed it. */
export type ReplicaCondition = 'serving' | 'behind' | 'away' | 'no_replica' | 'unknown'

/** The maximum number of marks. When it is exceeded, every second mark is dropped, which makes the proof slightly coarser. */
const mostMarks = 64
/** The number of probes per allowed lag, so that a proof is renewed well before it expires. */
const probesPerLag = 5
/** The longest pause between probes. */
const longestPauseMs = 2_000

export const newReplica: ReplicaState = { probedAt: null, marks: [], caughtUpTo: null, trouble: null }

/** Applies an event. Marks with a time in the future, from a clock that was set back, prove nothing. */
export function stepReplica(before: ReplicaState, event: ReplicaEvent, now: number): ReplicaState {
  switch (event.kind) {
    case 'probe_begun':
      // After the clock was set back, a mark would come true again when the clock reaches its time.
      return (before.probedAt ?? now) > now ? { ...newReplica, probedAt: now } : { ...before, probedAt: now }
    case 'failed':
      return { ...before, caughtUpTo: null, trouble: 'away' }
    case 'probe_answered': {
      const { mark, replayed } = event
      if (replayed === null) return { ...before, marks: [], caughtUpTo: null, trouble: 'no_replica' }
      const marks = [...thin(before.marks), mark].filter(({ at }) => at <= now)
      const proved = marks.filter(({ position }) => position <= replayed).map(({ at }) => at)
      const earlier = before.caughtUpTo !== null && before.caughtUpTo <= now ? [before.caughtUpTo] : []
      const caughtUpTo = proved.length + earlier.length > 0 ? Math.max(...proved, ...earlier) : null
      const open = marks.filter(({ at, position }) => position > replayed && (caughtUpTo === null || at > caughtUpTo))
      return { ...before, marks: open, caughtUpTo, trouble: null }
    }
  }
}

/** The condition of the replica, if it may be at most `maxLagMs` behind. */
export function conditionOf(state: ReplicaState, now: number, maxLagMs: number): ReplicaCondition {
  if (state.trouble) return state.trouble
  const isWithin = (at: number) => at <= now && now - at <= maxLagMs
  if (state.caughtUpTo !== null) return isWithin(state.caughtUpTo) ? 'serving' : 'behind'
  return state.marks.every(({ at }) => isWithin(at)) ? 'unknown' : 'behind'
}

/** Whether the replica must be probed again. */
export const isProbeDue = ({ probedAt }: ReplicaState, now: number, maxLagMs: number): boolean =>
  probedAt === null || probedAt > now || now - probedAt >= Math.min(longestPauseMs, maxLagMs / probesPerLag)

const thin = (marks: WalMark[]): WalMark[] =>
  marks.length < mostMarks ? marks : marks.filter((_, place) => place % 2 === 0)
