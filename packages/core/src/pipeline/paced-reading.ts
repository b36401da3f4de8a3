import type { Clock, Context } from '../context.ts'

/** Reading takes at most a thirtieth of the time, however often it is requested. */
const pace = 30

/** A reading that takes longer, in ms, is not shared: its request may have been broken off. */
const sharedMs = 30_000

/** Who reads: as in `Context`. */
type Reader = { clock: Pick<Clock, 'now'> } & Pick<Context, 'keepAlive'>

/** Caches an expensive reading for thirty times as long as it took, so that quick readings are always fresh. One reading is in progress at a time. */
export class PacedReading<T> {
  readonly #leastMs: number
  #known: { value: T; until: number } | undefined
  #begun: { value: Promise<T>; at: number } | undefined

  /** `leastMs`: the shortest time to cache a reading. */
  constructor(leastMs = 0) {
    this.#leastMs = leastMs
  }

  /** The cached reading while it is valid, otherwise the one in progress or a new one. A failed reading is not cached. */
  async get({ clock, keepAlive }: Reader, read: () => Promise<T>): Promise<T> {
    const now = clock.now()
    if (this.#known && now < this.#known.until) return this.#known.value
    const begun = this.#begun
    if (begun && now >= begun.at && now - begun.at < sharedMs) return begun.value
    const value = this.#read(clock, read).finally(() => {
      if (this.#begun?.value === value) this.#begun = undefined
    })
    this.#begun = { value, at: now }
    // Others wait for it, so it must not end with its request.
    keepAlive?.(value.catch(() => {}))
    return value
  }

  async #read(clock: Reader['clock'], read: () => Promise<T>): Promise<T> {
    const started = clock.now()
    const value = await read()
    const ended = clock.now()
    this.#known = { value, until: ended + Math.max(pace * (ended - started), this.#leastMs) }
    return value
  }
}
