/** The clock of a desk: the time in epoch milliseconds, and delayed calls that can be cancelled. */
export interface DeskClock {
  now(): number
  /** Calls `call` after `ms`. The returned function cancels the call. */
  after(ms: number, call: () => void): () => void
}

/** The clock of the runtime. */
export const systemDeskClock: DeskClock = {
  now: () => Date.now(),
  after(ms, call) {
    const timer = setTimeout(call, ms)
    return () => clearTimeout(timer)
  },
}
