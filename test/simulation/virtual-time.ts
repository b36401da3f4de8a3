import type { DeskClock } from '@edgesweep/core/desk-clock.ts'
import { insertSorted } from '@edgesweep/core/lane/sorted.ts'

interface TimedCall {
  at: number
  /** Of two calls at the same time, the one planned first runs first, so that every run is the same. */
  order: number
  run: () => void
  cancelled: boolean
}

/** Virtual time that jumps from one call to the next, in milliseconds from 0. Hours take seconds. */
export class VirtualTime {
  now = 0
  #planned = 0
  /** Sorted with the next call last. */
  readonly #ahead: TimedCall[] = []
  /** This time as the clock of a desk. */
  readonly clock: DeskClock = {
    now: () => this.now,
    after: (ms, call) => this.after(ms, call),
  }

  /** Runs `run` after `ms`. Returns a function that cancels the call. */
  after(ms: number, run: () => void): () => void {
    const call = { at: this.now + Math.max(0, ms), order: this.#planned++, run, cancelled: false }
    insertSorted(this.#ahead, call, latestFirst)
    return () => {
      call.cancelled = true
    }
  }

  /**
   * Lets time pass until `isDone`. Work begun by a call ends, or waits for time, before the next call runs. Throws when no call
   * is left or `atMostMs` have passed.
   */
  async passUntil(isDone: () => boolean, atMostMs = 7 * 86_400_000): Promise<void> {
    await settled()
    while (!isDone()) {
      const next = this.#ahead.pop()
      if (!next) throw new Error(`no call is left after ${this.now} ms`)
      if (next.cancelled) continue
      if (next.at > atMostMs) throw new Error(`the condition was not reached within ${atMostMs} ms`)
      this.now = next.at
      next.run()
      await settled()
    }
  }
}

const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))
const latestFirst = (a: TimedCall, b: TimedCall): number => b.at - a.at || b.order - a.order
