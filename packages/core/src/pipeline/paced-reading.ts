import type { Clock } from '../context.ts'

/** What is asked for without end takes a thirtieth of the time at most, however long it takes. */
const pace = 30

/** Something that is dear to read: kept for thirty times as long as the reading took, so that small things are always new. */
export class PacedReading<T> {
  readonly #leastMs: number
  #known: { value: T; until: number } | undefined

  /** `leastMs`: for how long at least a reading is kept. */
  constructor(leastMs = 0) {
    this.#leastMs = leastMs
  }

  /** The last reading while it holds, and otherwise a new one. A reading that fails is not kept. */
  async get({ now }: Pick<Clock, 'now'>, read: () => Promise<T>): Promise<T> {
    const started = now()
    if (this.#known && started < this.#known.until) return this.#known.value
    const value = await read()
    const ended = now()
    this.#known = { value, until: ended + Math.max(pace * (ended - started), this.#leastMs) }
    return value
  }
}
