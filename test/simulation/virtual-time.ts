import type { DeskClock } from '@edgesweep/core/desk-clock.ts'
import { insertSorted } from '@edgesweep/core/lane/sorted.ts'

interface Happening {
  at: number
  /** Of two at the same moment the one that was planned first comes first, so that no run differs from another. */
  order: number
  happen: () => void
  calledOff: boolean
}

/** Time that passes from one happening to the next: hours take seconds. Milliseconds from 0. */
export class VirtualTime {
  now = 0
  #planned = 0
  /** The next to come is last. */
  readonly #ahead: Happening[] = []
  /** This time as a desk needs it. */
  readonly clock: DeskClock = {
    now: () => this.now,
    after: (ms, call) => this.after(ms, call),
  }

  /** The function that it returns calls the happening off. */
  after(ms: number, happen: () => void): () => void {
    const happening = { at: this.now + Math.max(0, ms), order: this.#planned++, happen, calledOff: false }
    insertSorted(this.#ahead, happening, latestFirst)
    return () => {
      happening.calledOff = true
    }
  }

  /**
   * Whatever a happening has begun comes to its end, or to the next wait for time, before the next one happens. Throws when nothing is left
   * to happen, or `atMostMs` have passed, and it still is not so.
   */
  async passUntil(isSo: () => boolean, atMostMs = 7 * 86_400_000): Promise<void> {
    await settled()
    while (!isSo()) {
      const next = this.#ahead.pop()
      if (!next) throw new Error(`nothing happens any more after ${this.now} ms`)
      if (next.calledOff) continue
      if (next.at > atMostMs) throw new Error(`not so within ${atMostMs} ms`)
      this.now = next.at
      next.happen()
      await settled()
    }
  }
}

const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))
const latestFirst = (a: Happening, b: Happening): number => b.at - a.at || b.order - a.order
