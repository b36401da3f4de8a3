import type { DeskClock } from '@edgesweep/core/desk-clock.ts'

/** A clock for one desk, in epoch milliseconds. It holds at most one timer, and time passes only by `pass`. */
export class TimerClock implements DeskClock {
  #now: number
  #ahead: { at: number; call: () => void } | null = null

  constructor(now: number) {
    this.#now = now
  }

  now(): number {
    return this.#now
  }

  after(ms: number, call: () => void): () => void {
    if (this.#ahead) throw new Error('a desk must cancel its timer before it sets another')
    const timer = { at: this.#now + ms, call }
    this.#ahead = timer
    return () => {
      if (this.#ahead === timer) this.#ahead = null
    }
  }

  /** The time of the next timer; null when none is set. */
  get nextAt(): number | null {
    return this.#ahead?.at ?? null
  }

  /** Lets time pass and fires due timers. Throws when a timer is set for a past time, because it would fire forever. */
  pass(ms: number): void {
    const until = this.#now + ms
    while (this.#ahead && this.#ahead.at <= until) {
      const { at, call } = this.#ahead
      if (at <= this.#now) throw new Error('a desk set a timer for a time in the past')
      this.#ahead = null
      this.#now = at
      call()
    }
    this.#now = until
  }

  /** Sets the clock, as an operator does. No timer fires. */
  set(now: number): void {
    this.#now = now
  }
}
