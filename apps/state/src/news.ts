/** Something that any number of callers wait for, and that is told to all of them at once. */
export class News<T> {
  readonly #waiting = new Set<(news: T | null) => void>()

  /** The next news; null when there is none within `ms`. */
  next(ms: number): Promise<T | null> {
    return new Promise((resolve) => {
      const hear = (news: T | null) => {
        clearTimeout(timer)
        this.#waiting.delete(hear)
        resolve(news)
      }
      const timer = setTimeout(() => hear(null), ms)
      this.#waiting.add(hear)
    })
  }

  tell(news: T): void {
    for (const hear of this.#waiting) hear(news)
  }
}
