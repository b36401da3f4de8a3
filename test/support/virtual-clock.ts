import type { Clock } from '@edgesweep/core/context.ts'
import type { DeskClock } from '@edgesweep/core/desk-clock.ts'

/** Time that passes only by `passUntil` and only while all tasks sleep. Hours take milliseconds, and every run is the same. */
export class VirtualClock implements Clock, DeskClock {
  #now: number
  readonly #sleepers: Array<{ at: number; wake: () => void }> = []

  constructor(now = Date.UTC(2026, 0, 1)) {
    this.#now = now
  }

  now(): number {
    return this.#now
  }

  sleep(ms: number): Promise<void> {
    return new Promise((wake) => this.after(ms, wake))
  }

  after(ms: number, call: () => void): () => void {
    const sleeper = { at: this.#now + Math.max(0, ms), wake: call }
    let place = this.#sleepers.length
    while (place > 0 && this.#sleepers[place - 1]!.at > sleeper.at) place -= 1
    this.#sleepers.splice(place, 0, sleeper)
    return () => {
      const left = this.#sleepers.indexOf(sleeper)
      if (left >= 0) this.#sleepers.splice(left, 1)
    }
  }

  /** Throws after `atMostMs` of this clock, or when no task sleeps and `isDone` is still false. */
  async passUntil(isDone: () => boolean, atMostMs = 7 * 86_400_000): Promise<void> {
    const giveUpAt = this.#now + atMostMs
    while (true) {
      await new Promise((resolve) => setImmediate(resolve))
      if (isDone()) return
      const next = this.#sleepers[0]
      if (!next) throw new Error('no task sleeps, so no time can pass')
      if (next.at > giveUpAt) throw new Error(`the condition was not reached within ${atMostMs} ms`)
      this.#now = next.at
      while (this.#sleepers[0] && this.#sleepers[0].at <= this.#now) this.#sleepers.shift()!.wake()
    }
  }

  async pass(ms: number): Promise<void> {
    const until = this.#now + ms
    void this.sleep(ms)
    await this.passUntil(() => this.#now >= until)
  }

  /** Lets time pass until `work` has ended. */
  async finish<T>(work: Promise<T>): Promise<T> {
    let settled = false
    const settle = () => {
      settled = true
    }
    work.then(settle, settle)
    await this.passUntil(() => settled)
    return work
  }
}
