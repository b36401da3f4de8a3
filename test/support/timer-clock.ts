import type { DeskClock } from '@edgesweep/core/desk-clock.ts'

/** A clock for one desk: it has at most one call ahead, and goes on only by `pass`. Epoch milliseconds. */
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
    if (this.#ahead) throw new Error('a desk sets a timer only after it has called off the one before')
    const timer = { at: this.#now + ms, call }
    this.#ahead = timer
    return () => {
      if (this.#ahead === timer) this.#ahead = null
    }
  }

  /** When the next call comes; null when none is ahead. */
  get nextAt(): number | null {
    return this.#ahead?.at ?? null
  }

  /** Lets time pass, with the calls that come meanwhile. Throws when a call comes for a time that is over, since it would come for ever. */
  pass(ms: number): void {
    const until = this.#now + ms
    while (this.#ahead && this.#ahead.at <= until) {
      const { at, call } = this.#ahead
      if (at <= this.#now) throw new Error('a desk wants to be called at a time that is over')
      this.#ahead = null
      this.#now = at
      call()
    }
    this.#now = until
  }

  /** Sets the clock, as an operator does: no call comes by that. */
  set(now: number): void {
    this.#now = now
  }
}
