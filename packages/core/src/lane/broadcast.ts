import type { DeskClock } from '../desk-clock.ts'

/** Sends each value to all callers that wait for the next one at that moment. Later callers do not get it. */
export class Broadcast<T> {
  readonly #clock: DeskClock
  readonly #waiting = new Set<(value: T | null) => void>()

  constructor(clock: DeskClock) {
    this.#clock = clock
  }

  /** The next value; null when none is sent within `ms`. */
  next(ms: number): Promise<T | null> {
    return new Promise((resolve) => {
      const receive = (value: T | null) => {
        callOff()
        this.#waiting.delete(receive)
        resolve(value)
      }
      const callOff = this.#clock.after(ms, () => receive(null))
      this.#waiting.add(receive)
    })
  }

  send(value: T): void {
    for (const receive of this.#waiting) receive(value)
  }
}
