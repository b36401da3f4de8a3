/**
 * Counts the calls that an invocation makes to other services: Cloudflare allows 10,000. Each binding is to be used through `of`, `objects` or
 * `function`.
 */
export class CallCount {
  made = 0
  readonly #limits: Array<{ most: number; spent: AbortController }> = []

  /** A signal that aborts with the call number `most`. */
  spentAt(most: number): AbortSignal {
    const spent = new AbortController()
    this.#limits.push({ most, spent })
    return spent.signal
  }

  #count(): void {
    this.made += 1
    for (const { most, spent } of this.#limits) if (this.made >= most) spent.abort()
  }

  /** A binding (bucket, queue, service) whose method calls are counted. */
  of = <T extends object>(binding: T): T =>
    new Proxy(binding, {
      get: (target, name) => {
        const method = Reflect.get(target, name)
        if (typeof method !== 'function') return method
        return (...args: unknown[]) => {
          this.#count()
          return Reflect.apply(method, target, args)
        }
      },
    })

  /** A namespace whose objects' method calls are counted. */
  objects = (namespace: DurableObjectNamespace): DurableObjectNamespace =>
    new Proxy(namespace, {
      get: (target, name) => {
        if (name === 'get') return (id: DurableObjectId) => this.of(target.get(id))
        const part = Reflect.get(target, name)
        return typeof part === 'function' ? part.bind(target) : part
      },
    })

  /** A function that makes one call each time. */
  function =
    <A extends unknown[], R>(call: (...args: A) => R) =>
    (...args: A): R => {
      this.#count()
      return call(...args)
    }
}
