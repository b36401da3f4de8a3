/** One request that reached the town. */
export interface Arrival {
  /** ms since the Unix epoch, with fractions. */
  at: number
  /** Path and query. */
  path: string
  user_agent: string | null
  /** Null before the answer, and if the client disconnected before it. */
  status: number | null
}

/** Keeps the newest `limit` arrivals. */
export class ArrivalLog {
  readonly limit: number
  #arrivals: Arrival[] = []

  constructor(limit: number) {
    this.limit = limit
  }

  add(arrival: Arrival): void {
    this.#arrivals.push(arrival)
    // Truncated only at twice the limit, so that the cost is spread over many arrivals.
    if (this.#arrivals.length >= this.limit * 2) this.#arrivals = this.read()
  }

  /** The arrivals, oldest first. */
  read(): Arrival[] {
    return this.#arrivals.slice(-this.limit)
  }

  clear(): void {
    this.#arrivals = []
  }
}
