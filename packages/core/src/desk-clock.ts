/** The time as a desk needs it: epoch milliseconds, and calls that are made later unless they are called off. */
export interface DeskClock {
  now(): number
  /** Calls `call` after `ms`. The function that it returns calls that off. */
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
