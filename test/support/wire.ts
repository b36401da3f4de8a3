import type { Clock } from '@edgesweep/core/context.ts'

/**
 * A connection between a worker and a port. Calls and answers take time. Cutting the connection loses the calls and answers in transit,
 * like a crash of the worker.
 */
export class Wire {
  readonly #clock: Clock
  readonly #delayMs: () => number
  #cut = false

  constructor(clock: Clock, delayMs: () => number = () => 1) {
    this.#clock = clock
    this.#delayMs = delayMs
  }

  cut(): void {
    this.#cut = true
  }

  connect<Port extends object>(port: Port): Port {
    return new Proxy(port, {
      get: (_, name) => {
        const method = Reflect.get(port, name)
        if (typeof method !== 'function') return method
        return async (...values: unknown[]) => {
          await this.#travel()
          const answer = await Reflect.apply(method, port, values)
          await this.#travel()
          return answer
        }
      },
    })
  }

  async #travel(): Promise<void> {
    await this.#clock.sleep(this.#delayMs())
    if (this.#cut) await new Promise(() => {})
  }
}
