/** A fixed number of slots, handed on in the order of asking. */
export class Slots {
  #free: number
  #waiting: Array<() => void> = []

  constructor(count: number) {
    this.#free = count
  }

  take(): Promise<void> {
    if (this.#free > 0) {
      this.#free -= 1
      return Promise.resolve()
    }
    return new Promise((resolve) => this.#waiting.push(resolve))
  }

  free(): void {
    const next = this.#waiting.shift()
    if (next) next()
    else this.#free += 1
  }
}
