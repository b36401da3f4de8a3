export interface ClockOptions {
  /** The start of tick 0, in ms since the Unix epoch. */
  epoch: number
  tickSeconds: number
  now: () => number
}

/** The clock of a town. The tick depends only on the time, so that a restarted town continues, unless the clock is frozen. */
export class TownClock {
  readonly tickSeconds: number
  #epoch: number
  #now: () => number
  #frozenAt: number | null = null

  constructor({ epoch, tickSeconds, now }: ClockOptions) {
    if (!(tickSeconds > 0)) throw new RangeError(`tickSeconds must be more than 0, but it is ${tickSeconds}`)
    this.tickSeconds = tickSeconds
    this.#epoch = epoch
    this.#now = now
  }

  get frozen(): boolean {
    return this.#frozenAt !== null
  }

  tick(): number {
    return this.#frozenAt ?? this.tickOf(this.#now())
  }

  /** The tick at a time in ms since the Unix epoch; 0 before the town's epoch. */
  tickOf(time: number): number {
    return Math.max(0, Math.floor((time - this.#epoch) / (this.tickSeconds * 1000)))
  }

  /** The start of a tick, in ms since the Unix epoch. */
  timeOf(tick: number): number {
    return this.#epoch + tick * this.tickSeconds * 1000
  }

  /** Freezes the town at `tick`. Null lets it follow the time again. */
  freeze(tick: number | null): void {
    this.#frozenAt = tick
  }
}
