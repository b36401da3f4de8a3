import type { DeskClock } from '../desk-clock.ts'

/** The callers that wait for an answer of a machine, by token, and the timer that wakes the machine. */
export class PendingAnswers<Answer> {
  readonly #clock: DeskClock
  readonly #answers = new Map<string, (answer: Answer) => void>()
  #callOff = () => {}

  constructor(clock: DeskClock) {
    this.#clock = clock
  }

  add(token: string, answer: (answer: Answer) => void): void {
    this.#answers.set(token, answer)
  }

  answer(token: string, answer: Answer): void {
    const hear = this.#answers.get(token)
    this.#answers.delete(token)
    hear?.(answer)
  }

  /** Calls `wake` at `time` (epoch milliseconds; null: never) and drops the time set before. A waiting caller keeps the object awake. */
  wakeAt(time: number | null, wake: () => void): void {
    this.#callOff()
    this.#callOff = time === null ? () => {} : this.#clock.after(Math.max(0, time - this.#clock.now()), wake)
  }
}
