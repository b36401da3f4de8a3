import { type Forecast, forecastAt, type PaceSummary, type Rivals, rivalsOf, summarizePace } from './eta.ts'
import { type LaneState, lineOf } from './lane-state.ts'
import { placeOf } from './sorted.ts'

/** A head lists at most this many returned tickets. */
const mostReturned = 1_000

/**
 * The state of a key's waiting jobs at one moment. A reader fetches it once a second and answers any number of polls from it.
 */
export interface LaneHead {
  /** Jobs from this sequence on were submitted later. */
  nextSequence: number
  /** The sequences of the jobs that wait to begin, ascending. */
  waiting: Uint32Array
  /** Jobs that a worker returned, and that wait to run again. */
  returned: Array<{ sequence: number; attempt: number; reason: string | null; notBefore: number }>
  rivals: Rivals
  pace: PaceSummary
}

/** The head of a lane for a key. */
export function headOf(state: LaneState, keyId: string): LaneHead {
  const waiting = state.queues.get(keyId)?.waiting ?? []
  const resting = state.resting.filter((ticket) => lineOf(ticket) === keyId && !ticket.paused)
  const returned = [...resting, ...waiting.filter(({ reason }) => reason !== null)]
  return {
    nextSequence: state.nextSequence,
    waiting: Uint32Array.from(waiting, ({ sequence }) => sequence),
    returned: returned
      .slice(0, mostReturned)
      .map(({ sequence, attempt, reason, notBefore }) => ({ sequence, attempt, reason, notBefore })),
    rivals: rivalsOf(state, keyId),
    pace: summarizePace(state.pace, state.leased.size),
  }
}

/** The forecast for a job by its sequence; null when it does not wait to begin. */
export function forecastIn({ waiting, rivals, pace }: LaneHead, sequence: number): Forecast | null {
  const ahead = placeOf(waiting, (other) => other - sequence)
  return waiting[ahead] === sequence ? forecastAt(ahead, rivals, pace) : null
}
