/** In milliseconds. A revoked key still works in a running isolate for this long. */
const trustMs = 60_000

/** Caches keys that were found valid, each for a minute. Unknown keys are not cached. */
export class KnownKeys<T> {
  readonly #known = new Map<string, { key: T; until: number }>()

  /** The cached key, or the result of `read`; null when there is no such key. */
  async find(name: string, now: number, read: () => Promise<T | null>): Promise<T | null> {
    const known = this.#known.get(name)
    if (known && known.until > now) return known.key
    this.#known.delete(name)
    const key = await read()
    if (key) this.#known.set(name, { key, until: now + trustMs })
    return key
  }
}
