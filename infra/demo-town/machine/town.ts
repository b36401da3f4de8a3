import { type OutletState, outletAt } from './outlet-at.ts'
import type { Manner } from './plan-outlet.ts'
import { type ClockOptions, TownClock } from './town-clock.ts'

export interface TownPlan extends ClockOptions {
  /** An integer. Another seed makes another town. */
  seed: number
  /** The number of outlets. */
  size: number
  /** The number of additional items of each outlet (default 0). */
  moreItems?: number
}

/** A town of outlets that change with time. Its only state is whether its clock is frozen. */
export class Town {
  readonly seed: number
  readonly size: number
  readonly clock: TownClock
  readonly #moreItems: number

  constructor({ seed, size, moreItems = 0, ...clock }: TownPlan) {
    if (!Number.isSafeInteger(seed)) throw new RangeError(`seed must be an integer, but it is ${seed}`)
    if (!Number.isSafeInteger(size) || size < 1) throw new RangeError(`outlets must be 1 or more, but it is ${size}`)
    this.seed = seed
    this.size = size
    this.#moreItems = moreItems
    this.clock = new TownClock(clock)
  }

  /** The state of every outlet at `tick`. */
  at(tick: number): OutletState[] {
    return Array.from({ length: this.size }, (_, index) => outletAt(this.seed, index, tick, this.#moreItems))
  }

  /** The state of an outlet at `tick`; null if no outlet has this manner and slug. */
  find(manner: Manner, slug: string, tick: number): OutletState | null {
    const index = Number(/-(\d{1,6})$/.exec(slug)?.[1]) - 1
    if (!(index >= 0 && index < this.size)) return null
    const outlet = outletAt(this.seed, index, tick, this.#moreItems)
    return outlet.slug === slug && outlet.manner === manner ? outlet : null
  }
}
