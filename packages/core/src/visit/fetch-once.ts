import type { Answered, Context } from '../context.ts'
import { UnusableAnswer } from '../endings/typed-errors.ts'
import { fetchFailure } from './fetch-failure.ts'
import { retryAfterOf } from './retry-after.ts'

const timeoutMs = 15_000

/** An answer to one request. `location`: the absolute address that a redirect leads to, null for any other answer. */
export interface Fetched extends Answered {
  url: string
  headers: Headers
  location: string | null
  body: Uint8Array<ArrayBuffer>
}

/** `maxBytes` counts the body after decompression. A longer body is cut there (`cut`), or refused with an error. */
export interface FetchLimits {
  accept: string
  maxBytes: number
  cut?: boolean
  /** Further headers of the request. */
  headers?: Record<string, string>
}

/**
 * Sends one request without cookies and follows no redirect. Throws `NoAnswer` or `Unreached` without an answer in time, `Abandoned` when the request was
 * stopped, and `UnusableAnswer` when the body is too large or a redirect leads nowhere.
 */
export async function fetchOnce(
  ctx: Pick<Context, 'fetch' | 'settings' | 'clock'>,
  url: URL,
  limits: FetchLimits,
): Promise<Fetched> {
  const signal = AbortSignal.timeout(timeoutMs)
  let heard = false
  try {
    const headers = { ...limits.headers, 'user-agent': ctx.settings.userAgent, accept: limits.accept }
    const response = await ctx.fetch(url.href, { redirect: 'manual', signal, headers })
    heard = true
    const location = locationOf(response, url)
    if (location !== null) await response.body?.cancel()
    return {
      url: url.href,
      status: response.status,
      retryAfterMs: retryAfterOf(response.headers, ctx.clock.now()),
      headers: response.headers,
      location,
      body: location === null ? await readBytes(response, limits, url) : new Uint8Array(),
    }
  } catch (error) {
    throw fetchFailure(url.href, error, { heard, timedOutAfterMs: signal.aborted ? timeoutMs : null })
  }
}

function locationOf({ status, headers }: Response, url: URL): string | null {
  const location = headers.get('location')
  if (status < 300 || status > 399 || location === null) return null
  const target = URL.parse(location, url)
  if (!target) throw new UnusableAnswer(`${url.href} redirects to "${location.slice(0, 200)}", which is not an address`)
  return target.href
}

async function readBytes(
  { body }: Response,
  { maxBytes, cut = false }: FetchLimits,
  url: URL,
): Promise<Uint8Array<ArrayBuffer>> {
  const chunks: Uint8Array[] = []
  let size = 0
  for await (const chunk of body ?? []) {
    chunks.push(chunk)
    size += chunk.byteLength
    if (size <= maxBytes) continue
    if (!cut) throw new UnusableAnswer(`${url.href} is larger than ${maxBytes} bytes`)
    break
  }
  const whole = new Uint8Array(Math.min(size, maxBytes))
  let offset = 0
  for (const chunk of chunks) {
    whole.set(chunk.subarray(0, whole.byteLength - offset), offset)
    offset += chunk.byteLength
  }
  return whole
}

/** A `fetch` that stops when `lost` or its own signal aborts. */
export const fetchUntil =
  (fetch: typeof globalThis.fetch, lost: AbortSignal): typeof globalThis.fetch =>
  (input, init) =>
    fetch(input, { ...init, signal: init?.signal ? AbortSignal.any([lost, init.signal]) : lost })
