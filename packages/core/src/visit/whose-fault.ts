import type { Context } from '../context.ts'
import { Away, NoAnswer, type Unreached } from '../endings/typed-errors.ts'

/** The last answer of each of the domains that a process heard last, in epoch milliseconds. */
export class Heard {
  readonly #at = new Map<string, number>()

  note(domain: string, now: number): void {
    this.#at.delete(domain)
    this.#at.set(domain, now)
    if (this.#at.size > mostDomains) this.#at.delete(this.#at.keys().next().value!)
  }

  /** Whether another domain answered at `since` or later. */
  isOtherSince(domain: string, since: number): boolean {
    for (const [other, at] of this.#at) if (other !== domain && at >= since) return true
    return false
  }
}

const mostDomains = 20

/**
 * Decides whose fault it is that a request did not get through. It is the domain's fault when another domain, or the resolver, answers over
 * the same network; without such evidence a time-out is the domain's, and any other failure ours. `otherAnswered`: another domain answered
 * since the request began.
 */
export async function whoseFault(
  { resolve }: Pick<Context, 'resolve'>,
  error: Unreached,
  otherAnswered: boolean,
): Promise<NoAnswer | Away> {
  const isDomains = otherAnswered || ((await resolve.answers?.()) ?? error.timedOut)
  return isDomains
    ? new NoAnswer(error.message)
    : new Away(`${error.message}; no other request shows that our network works`)
}
