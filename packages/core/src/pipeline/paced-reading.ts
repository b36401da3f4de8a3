import type { Clock } from '../context.ts'

/** Reading takes at most a thirtieth of the time, however often it is requested. */
const pace = 30

/** Caches an expensive reading for thirty times as long as it took, so that quick readings are always fresh. */
export class PacedReading<T> {
  readonly #leastMs: number
  #known: { value: T; until: number } | undefined

  /** `leastMs`: the shortest time to cache a reading. */
  constructor(leastMs = 0) {
    this.#leastMs = leastMs
  }

  /** The cached reading while it is valid, otherwise a new one. A failed reading is not cached. */
  async get({ now }: Pick<Clock, 'now'>, read: () => Promise<T>): Promise<T> {
    const started = now()
    if (this.#known && started < this.#known.until) return this.#known.value
    const value = await read()
    const ended = now()
    this.#known = { value, until: ended + Math.max(pace * (ended - started), this.#leastMs) }
    return value
  }
}
