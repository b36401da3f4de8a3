import type { HTTPResponse } from '@cloudflare/puppeteer'
import type { Rendered } from '@edgesweep/core/context.ts'
import { NoAnswer } from '@edgesweep/core/endings/typed-errors.ts'
import { EdgesweepError } from '@edgesweep/core/errors.ts'
import { retryAfterOf } from '@edgesweep/core/visit/retry-after.ts'
import type { PageRequest } from '@edgesweep/sites/site/site.ts'
import type { OpenPage } from './open-page.ts'
import { readWhenReady } from './read-when-ready.ts'

const navigationTimeoutMs = 15_000
const waitTimeoutMs = 10_000

/**
 * Navigates an open page and reads it when it is ready. Throws `NoAnswer` when the address does not answer in time,
 * `target_refused` when the guard refuses it, and an Error when it answers but does not become ready.
 */
export async function renderPage(
  open: Pick<OpenPage, 'page' | 'takeRefusal'>,
  request: PageRequest,
): Promise<Rendered> {
  const { page } = open
  const response = await navigate(open, request.url)
  const status = response?.status() ?? 0
  const headers = new Headers(response?.headers() ?? {})
  const body = await readWhenReady(page, status < 400 ? request.waitFor : undefined, waitTimeoutMs)
  const screenshot = request.screenshot ? { screenshot: await page.screenshot({ fullPage: false }) } : {}
  return {
    status,
    retryAfterMs: retryAfterOf(headers, Date.now()),
    page: { url: page.url(), status, contentType: headers.get('content-type') ?? 'text/html', body, ...screenshot },
  }
}

async function navigate(
  { page, takeRefusal }: Pick<OpenPage, 'page' | 'takeRefusal'>,
  url: string,
): Promise<HTTPResponse | null> {
  // Discard a refusal that belongs to the previous page.
  takeRefusal()
  let answered = false
  const hear = (response: HTTPResponse) => {
    const request = response.request()
    if (request.isNavigationRequest() && request.frame() === page.mainFrame()) answered = true
  }
  page.on('response', hear)
  try {
    const response = await page.goto(url, { waitUntil: 'domcontentloaded', timeout: navigationTimeoutMs })
    // A host's filtering proxy answers in place of a target that it refuses.
    if (response?.headers()['proxy-status']?.includes('destination_ip_prohibited'))
      throw new EdgesweepError('target_refused', `${url} leads to an address that is not on the public internet`)
    return response
  } catch (error) {
    const refused = error instanceof EdgesweepError ? error : takeRefusal()
    if (refused) throw refused
    const message = `${url}: ${error instanceof Error ? error.message : error}`
    throw !answered && isNoAnswer(error) ? new NoAnswer(message) : new Error(message)
  } finally {
    page.off('response', hear)
  }
}

/** Whether the network or the address failed, rather than the browser, a proxy or the guard. */
const isNoAnswer = (error: unknown): boolean =>
  error instanceof Error &&
  (error.name === 'TimeoutError' || /net::ERR_(?!TUNNEL|PROXY|ACCESS_DENIED|BLOCKED|ABORTED)/.test(error.message))
