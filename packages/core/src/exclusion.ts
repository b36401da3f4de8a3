interface Request {
  alone: boolean
  start(): void
}

/**
 * Runs work of one worker together or alone. While work runs alone, nothing else runs, so that work which may kill its process takes no other along.
 * Requests are served in their order.
 */
export class Exclusion {
  readonly #waiting: Request[] = []
  #running = 0
  #isAlone = false

  /** Runs beside other work of the same kind. Starts in the same turn when nothing waits or runs alone. */
  together<T>(work: () => Promise<T>): Promise<T> {
    return this.#run(false, work)
  }

  /** Runs when all other work has ended, and lets none start meanwhile. */
  alone<T>(work: () => Promise<T>): Promise<T> {
    return this.#run(true, work)
  }

  async #run<T>(alone: boolean, work: () => Promise<T>): Promise<T> {
    if (this.#waiting.length === 0 && this.#mayStart(alone)) this.#enter(alone)
    else await new Promise<void>((start) => this.#waiting.push({ alone, start }))
    try {
      return await work()
    } finally {
      this.#leave()
    }
  }

  #mayStart(alone: boolean): boolean {
    return alone ? this.#running === 0 : !this.#isAlone
  }

  #enter(alone: boolean): void {
    this.#running += 1
    this.#isAlone = alone
  }

  #leave(): void {
    this.#running -= 1
    this.#isAlone = false
    while (this.#waiting[0] && this.#mayStart(this.#waiting[0].alone)) {
      const { alone, start } = this.#waiting.shift()!
      this.#enter(alone)
      start()
    }
  }
}
