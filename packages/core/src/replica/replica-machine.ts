/** Where the primary's WAL was, in bytes, when it was asked at `at` or later. */
interface WalMark {
  at: number
  position: number
}

/**
 * What is known of a read replica. Its lag is never asked for, since an idle primary and a replica that is cut off look alike to the replica;
 * it is proved: a replica that has replayed what the primary had written when asked at a time is no older than that time. All
 * times are epoch milliseconds of one machine's clock.
 */
export interface ReplicaState {
  /** When it was last looked at. */
  probedAt: number | null
  /** What it is not known to have reached, of what the primary was asked for. */
  marks: WalMark[]
  /** It has all that was committed before; null while nothing is proved. */
  caughtUpTo: number | null
  /** What makes it unfit until it is next looked at with success. */
  trouble: 'away' | 'no_replica' | null
}

export type ReplicaEvent =
  | { kind: 'probe_begun' }
  /** `replayed`: the replica's position, asked for after the primary's; null where there is no replica. */
  | { kind: 'probe_answered'; mark: WalMark; replayed: number | null }
  /** It did not answer, be it a probe or a read. */
  | { kind: 'failed' }

/** `serving`: reads go to it. `unknown`: nothing is proved, nor that it is further behind than it may be. */
export type ReplicaCondition = 'serving' | 'behind' | 'away' | 'no_replica' | 'unknown'

/** Marks that are kept; of more, every second goes, and what they prove is a little coarser. */
const mostMarks = 64
/** Looked at so often within the lag that is allowed, so that a proof is renewed well before it expires; and after this time in any case. */
const probesPerLag = 5
const longestPauseMs = 2_000

export const newReplica: ReplicaState = { probedAt: null, marks: [], caughtUpTo: null, trouble: null }

/** Notes what was learnt of the replica. A time that is yet to come, of a clock that was set back, proves nothing. */
export function stepReplica(before: ReplicaState, event: ReplicaEvent, now: number): ReplicaState {
  switch (event.kind) {
    case 'probe_begun':
      return { ...before, probedAt: now }
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

/** How the replica is, when it may be behind by `maxLagMs` at most. */
export function conditionOf(state: ReplicaState, now: number, maxLagMs: number): ReplicaCondition {
  if (state.trouble) return state.trouble
  const isWithin = (at: number) => at <= now && now - at <= maxLagMs
  if (state.caughtUpTo !== null) return isWithin(state.caughtUpTo) ? 'serving' : 'behind'
  return state.marks.every(({ at }) => isWithin(at)) ? 'unknown' : 'behind'
}

/** Whether the replica is to be looked at again. */
export const isProbeDue = ({ probedAt }: ReplicaState, now: number, maxLagMs: number): boolean =>
  probedAt === null || probedAt > now || now - probedAt >= Math.min(longestPauseMs, maxLagMs / probesPerLag)

const thin = (marks: WalMark[]): WalMark[] =>
  marks.length < mostMarks ? marks : marks.filter((_, place) => place % 2 === 0)
