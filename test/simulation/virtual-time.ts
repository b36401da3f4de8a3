import { insertSorted } from '@edgesweep/core/lane/sorted.ts'

interface Happening {
  at: number
  /** Of two at the same moment the one that was planned first comes first, so that no run differs from another. */
  order: number
  happen: () => void
}

/** Time that passes from one happening to the next: hours take seconds. Milliseconds from 0. */
export class VirtualTime {
  now = 0
  #planned = 0
  /** The next to come is last. */
  readonly #ahead: Happening[] = []

  after(ms: number, happen: () => void): void {
    insertSorted(this.#ahead, { at: this.now + Math.max(0, ms), order: this.#planned++, happen }, latestFirst)
  }

  /** Throws when nothing is left to happen, or `atMostMs` have passed, and it still is not so. */
  passUntil(isSo: () => boolean, atMostMs = 7 * 86_400_000): void {
    while (!isSo()) {
      const next = this.#ahead.pop()
      if (!next) throw new Error(`nothing happens any more after ${this.now} ms`)
      if (next.at > atMostMs) throw new Error(`not so within ${atMostMs} ms`)
      this.now = next.at
      next.happen()
    }
  }
}

const latestFirst = (a: Happening, b: Happening): number => b.at - a.at || b.order - a.order
