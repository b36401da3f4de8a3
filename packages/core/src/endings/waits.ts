/** The longest wait that a message may ask for, in ms. */
const longestWaitMs = 86_400_000
/** The wait, in ms, for a message that does not state one. */
const usualWaitMs = 2_000

/** A message between two parts about work that has to wait. It carries a duration, because the clocks of two parts may differ by an hour. */
interface WaitMessage {
  afterMs: number
  /** The time by the sender's clock that an earlier version sends and reads instead; `at` in an `Outcome` of the kind `retry`. */
  until?: number
  at?: number
}

/** A wait in ms, from 0 to one day. A value that is not a finite number becomes `otherwiseMs`. */
export const boundedWait = (ms: unknown, otherwiseMs = usualWaitMs): number =>
  Number.isFinite(ms) ? Math.min(Math.max(ms as number, 0), longestWaitMs) : otherwiseMs

/** Adds to a message with a wait the times that an earlier version reads. */
export const withTimes = <T extends object>(message: T, now: number): T => {
  if (!('afterMs' in message)) return message
  const until = now + boundedWait(message.afterMs)
  return { ...message, until, at: until }
}

/** The wait that a received message states, even if an earlier version sent it. */
export const waitOf = ({ afterMs, until, at }: WaitMessage, now: number): number =>
  boundedWait(afterMs ?? Number(until ?? at) - now)
