/** GitHub's count for one token and resource. */
interface Window {
  used: number
  /** Epoch seconds. */
  reset: number
}

/** The state of a token's budget at one request. */
export interface Counted {
  limit: number
  remaining: number
  used: number
  reset: number
  /** Whether no request was left before this one, which must then be refused. */
  exceeded: boolean
}

/** The time for an announced limit to take effect. Requests that are in progress at that time are not violations. */
const graceMs = 300

/** Requests by token, as GitHub counts them, and the requests that must not have been sent. */
export class Budgets {
  readonly #windows = new Map<string, Window>()
  readonly #resting = new Map<string, { from: number; until: number }>()
  readonly #options: { limits: Record<string, number>; windowMs: number }
  /** Requests sent without a budget, or with a token that had to pause. */
  readonly violations: string[] = []
  /** The number of requests by token. */
  readonly spent = new Map<string, number>()

  constructor(options: { limits: Record<string, number>; windowMs: number }) {
    this.#options = options
  }

  /** The budget without a further request. */
  look(token: string, resource: string): Counted {
    const limit = this.#options.limits[resource]!
    const { used, reset } = this.#window(token, resource)
    return { limit, used, reset, remaining: Math.max(0, limit - used), exceeded: false }
  }

  /** Counts a request. */
  spend(token: string, resource: string): Counted {
    const before = this.look(token, resource)
    if (before.remaining === 0) {
      this.violations.push(`${token} had nothing left for ${resource}`)
      return { ...before, exceeded: true }
    }
    this.#window(token, resource).used += 1
    this.spent.set(token, (this.spent.get(token) ?? 0) + 1)
    return { ...before, used: before.used + 1, remaining: before.remaining - 1 }
  }

  rest(token: string, seconds: number): void {
    const now = Date.now()
    this.#resting.set(token, { from: now + graceMs, until: now + seconds * 1000 })
  }

  /** Records a request with a token that had to pause. */
  heed(token: string): void {
    const now = Date.now()
    const rest = this.#resting.get(token)
    if (rest && now > rest.from && now < rest.until)
      this.violations.push(`${token} was used ${rest.until - now} ms before the end of its rest`)
  }

  /** A window begins with its first request and ends on a whole second. */
  #window(token: string, resource: string): Window {
    const key = `${token} ${resource}`
    const known = this.#windows.get(key)
    if (known && Date.now() < known.reset * 1000) return known
    const window = { used: 0, reset: Math.ceil((Date.now() + this.#options.windowMs) / 1000) }
    this.#windows.set(key, window)
    return window
  }
}
