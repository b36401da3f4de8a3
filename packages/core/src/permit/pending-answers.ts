/** Calls that wait for an answer of a machine, by token, and the timer by which the machine hears of the time. */
export class PendingAnswers<A> {
  readonly #answers = new Map<string, (answer: A) => void>()
  #timer: ReturnType<typeof setTimeout> | undefined

  /** Resolves when `answer` is called with the token. */
  wait(token: string): Promise<A> {
    return new Promise((resolve) => this.#answers.set(token, resolve))
  }

  answer(token: string, answer: A): void {
    this.#answers.get(token)?.(answer)
    this.#answers.delete(token)
  }

  /** Calls `tell` at `time` (epoch milliseconds), and not at an earlier set one any more; never for null. Who waits keeps the object awake. */
  tellAt(time: number | null, tell: () => void): void {
    if (this.#timer !== undefined) clearTimeout(this.#timer)
    this.#timer = time === null ? undefined : setTimeout(tell, Math.max(0, time - Date.now()))
  }
}
