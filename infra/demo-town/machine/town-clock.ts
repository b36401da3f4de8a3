export interface ClockOptions {
  /** When tick 0 began, in ms since the Unix epoch. */
  epoch: number
  tickSeconds: number
  now: () => number
}

/** Tells the town's tick: by the time, so that a restarted town goes on where it would be, unless it is frozen. */
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

  /** The tick at a time in ms since the Unix epoch; before the town's own epoch it is tick 0. */
  tickOf(time: number): number {
    return Math.max(0, Math.floor((time - this.#epoch) / (this.tickSeconds * 1000)))
  }

  /** When a tick begins, in ms since the Unix epoch. */
  timeOf(tick: number): number {
    return this.#epoch + tick * this.tickSeconds * 1000
  }

  /** Stops the town at `tick`; null lets it run on with the time. */
  freeze(tick: number | null): void {
    this.#frozenAt = tick
  }
}
