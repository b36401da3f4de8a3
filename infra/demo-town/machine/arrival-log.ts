/** One request that reached the town. */
export interface Arrival {
  /** ms since the Unix epoch, with fractions. */
  at: number
  /** Path and query. */
  path: string
  user_agent: string | null
  /** null while there is no answer, and for ever where the client left before it. */
  status: number | null
}

/** The newest arrivals, `limit` of them. */
export class ArrivalLog {
  readonly limit: number
  #arrivals: Arrival[] = []

  constructor(limit: number) {
    this.limit = limit
  }

  add(arrival: Arrival): void {
    this.#arrivals.push(arrival)
    // Cut when twice too long, so that the cost of cutting is shared by many arrivals.
    if (this.#arrivals.length >= this.limit * 2) this.#arrivals = this.read()
  }

  /** In the order in which they came. */
  read(): Arrival[] {
    return this.#arrivals.slice(-this.limit)
  }

  clear(): void {
    this.#arrivals = []
  }
}
