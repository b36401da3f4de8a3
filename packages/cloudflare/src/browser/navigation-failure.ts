import type { Resolve } from '@edgesweep/core/context.ts'
import { Away, DomainTrouble, NoAnswer, Unreached, UnusableAnswer } from '@edgesweep/core/endings/typed-errors.ts'

/** Chromium's net errors (net/base/net_error_list.h) of the browser's own machine or network. */
const ours =
  /^(INTERNET_DISCONNECTED|NETWORK_CHANGED|NETWORK_IO_SUSPENDED|INSUFFICIENT_RESOURCES|OUT_OF_MEMORY|PROXY_\w+|SOCKS_\w+|NO_BUFFER_SPACE)$/
/** Errors that leave open whose fault it is. A filtering proxy also refuses a tunnel to a name without an address. */
const open = /^(TUNNEL_CONNECTION_FAILED|ADDRESS_UNREACHABLE|NETWORK_ACCESS_DENIED|FAILED|DNS_TIMED_OUT)$/
const noName = /^(NAME_NOT_RESOLVED|NAME_RESOLUTION_FAILED|DNS_\w+)$/
/** The answer was of no use to a page: a download, an endless redirect, a body that is not what its headers say. */
const page =
  /^(ABORTED|BLOCKED_\w+|TOO_MANY_REDIRECTS|INVALID_\w+|UNSAFE_\w+|CONTENT_\w+|DISALLOWED_URL_SCHEME|UNKNOWN_URL_SCHEME)$/

/** What came from the addresses of a navigation before it failed. */
export type Heard = 'nothing' | 'redirected' | 'answered'

/**
 * The typed error of a navigation to `url` that failed. `heard`: whether an address on the way had `answered` with the page, or only `redirected`.
 * `failedUrl`: the address that failed, which after a redirect is another one. `resolve` tells a name without an address from a browser that cannot resolve names.
 */
export async function navigationFailure(
  error: unknown,
  { url, failedUrl, heard, resolve }: { url: string; failedUrl: string; heard: Heard; resolve: Resolve },
): Promise<Error> {
  const text = error instanceof Error ? error.message : String(error)
  const message = `${url}: ${text}`
  const timedOut = error instanceof Error && error.name === 'TimeoutError'
  const code = /net::ERR_(\w+)/.exec(text)?.[1]
  // The browser may have died, or this page may break it each time.
  if (!timedOut && code === undefined) return new Error(`${message}; the browser failed`, { cause: error })
  if (heard === 'answered') return new UnusableAnswer(message)
  // The first address answered, so our network works, and the address to which it led is not under the permit.
  const notReached = (failure: Error) => (heard === 'redirected' ? new DomainTrouble(message) : failure)
  if (code === undefined) return notReached(new Unreached(message, true))
  if (ours.test(code)) return new Away(message)
  if (open.test(code)) return notReached(new Unreached(message, false))
  if (page.test(code)) return new UnusableAnswer(message)
  if (noName.test(code)) return nameFailure(message, new URL(failedUrl).hostname, resolve)
  return notReached(new NoAnswer(message))
}

async function nameFailure(message: string, name: string, resolve: Resolve): Promise<Error> {
  try {
    const addresses = await resolve(name)
    if (addresses.length === 0) return new DomainTrouble(`${name} has no address`)
    return new Away(`${message}; the browser cannot resolve names, although ${name} has an address`)
  } catch (error) {
    return error instanceof Error ? error : new Away(message)
  }
}
