import { boundedWait } from './waits.ts'

/** Work was stopped before its end, because its result is no longer needed. There is no fault. */
export class Abandoned extends Error {
  override name = 'Abandoned'
}

/** Work that may not run now: no permit, browser or token is free. Another attempt is useful after `afterMs`. */
export class NoPermit extends Error {
  override name = 'NoPermit'
  readonly afterMs: number
  /** The domain itself asked for fewer requests. `maxThrottles` bounds such waits. */
  readonly throttled: boolean
  /** The domain whose permit is missing; null when it waits for something else. */
  readonly domain: string | null

  constructor(
    afterMs: number,
    reason: string,
    { throttled = false, domain = null }: Partial<Pick<NoPermit, 'throttled' | 'domain'>> = {},
  ) {
    super(reason)
    this.afterMs = boundedWait(afterMs)
    this.throttled = throttled
    this.domain = domain
  }
}

/** A part of this deployment that does not answer: its database, an object, the bucket, the resolver, a browser, the network. */
export class Away extends Error {
  override name = 'Away'
}

/**
 * A request that did not get through, when nothing shows whether the domain or our network failed. `whoseFault` turns it into `NoAnswer` or
 * `Away`.
 */
export class Unreached extends Error {
  override name = 'Unreached'
  /** It got no answer in time. */
  readonly timedOut: boolean

  constructor(message: string, timedOut: boolean) {
    super(message)
    this.timedOut = timedOut
  }
}

/** A domain that did not answer, or not in time. */
export class NoAnswer extends Error {
  override name = 'NoAnswer'
}

/** A domain that cannot serve a request now: it answered 5xx, or its name has no address. */
export class DomainTrouble extends Error {
  override name = 'DomainTrouble'
}

/** An answer that cannot be used: it is too large, or its redirects lead nowhere. Another attempt may get a better one. */
export class UnusableAnswer extends Error {
  override name = 'UnusableAnswer'
}

/** A rendered page on which the element that its site waits for did not appear: the site changed, or the page is broken. */
export class MissingElement extends UnusableAnswer {
  override name = 'MissingElement'
}

/** An answer came, and another attempt would get the same one. */
export class Refused extends Error {
  override name = 'Refused'
}

/** 4xx answers that may be different a little later (RFC 9110, 15.5; RFC 8470). */
const passing = [408, 425, 429]

/** Throws for every answer but 2xx: `Refused` where another attempt would get the same answer, `DomainTrouble` where it may not. */
export function expectSuccess(status: number): void {
  if (status >= 200 && status <= 299) return
  const final = status < 500 && !passing.includes(status)
  throw new (final ? Refused : DomainTrouble)(`answered ${status}`)
}
