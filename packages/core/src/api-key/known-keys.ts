/** How long a key that was good is taken to be good: also how long a revoked one still works in a running isolate. */
const trustMs = 60_000

/** What is known of keys that were found good, each for a minute. Of the others nothing is remembered. */
export class KnownKeys<T> {
  readonly #known = new Map<string, { key: T; until: number }>()

  /** Null when `ask` finds no such key. */
  async find(name: string, now: number, ask: () => Promise<T | null>): Promise<T | null> {
    const known = this.#known.get(name)
    if (known && known.until > now) return known.key
    this.#known.delete(name)
    const key = await ask()
    if (key) this.#known.set(name, { key, until: now + trustMs })
    return key
  }
}
