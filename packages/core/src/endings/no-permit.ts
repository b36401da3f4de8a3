/** The work may not run now, through no fault of its own: it goes back to its Lane until then (epoch milliseconds). */
export class NoPermit extends Error {
  override name = 'NoPermit'
  readonly until: number
  /** The domain itself asked for less. Such a wait is not repeated for ever. */
  readonly throttled: boolean

  constructor(until: number, reason: string, throttled = false) {
    super(reason)
    this.until = until
    this.throttled = throttled
  }
}

/** A domain that did not answer, or not in time. */
export class NoAnswer extends Error {
  override name = 'NoAnswer'
}
