import type { HTTPRequest, HTTPResponse } from '@cloudflare/puppeteer'
import type { Rendered } from '@edgesweep/core/context.ts'
import { EdgesweepError } from '@edgesweep/core/errors.ts'
import { retryAfterOf } from '@edgesweep/core/visit/retry-after.ts'
import type { PageRequest } from '@edgesweep/sites/site/site.ts'
import { type Heard, navigationFailure } from './navigation-failure.ts'
import type { OpenPage } from './open-page.ts'
import { readWhenReady } from './read-when-ready.ts'

const navigationTimeoutMs = 15_000
const waitTimeoutMs = 10_000
const redirects = [301, 302, 303, 307, 308]

/**
 * Navigates an open page and reads it when it is ready. Throws `target_refused` when the guard refuses the address, the errors of
 * `navigationFailure`, and `UnusableAnswer` or `MissingElement` when it answers but does not become ready.
 */
export async function renderPage(
  open: Pick<OpenPage, 'page' | 'takeRefusal' | 'resolve'>,
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
  { page, takeRefusal, resolve }: Pick<OpenPage, 'page' | 'takeRefusal' | 'resolve'>,
  url: string,
): Promise<HTTPResponse | null> {
  // Discard a refusal that belongs to the previous page.
  takeRefusal()
  let heard: Heard = 'nothing'
  let failedUrl = url
  const isOwn = (request: HTTPRequest) => request.isNavigationRequest() && request.frame() === page.mainFrame()
  const hear = (response: HTTPResponse) => {
    if (isOwn(response.request())) heard = redirects.includes(response.status()) ? 'redirected' : 'answered'
  }
  const miss = (request: HTTPRequest) => {
    if (isOwn(request)) failedUrl = request.url()
  }
  page.on('response', hear)
  page.on('requestfailed', miss)
  try {
    const response = await page.goto(url, { waitUntil: 'domcontentloaded', timeout: navigationTimeoutMs })
    // A host's filtering proxy answers in place of a target that it refuses.
    if (response?.headers()['proxy-status']?.includes('destination_ip_prohibited'))
      throw new EdgesweepError('target_refused', `${url} leads to an address that is not on the public internet`)
    return response
  } catch (error) {
    const refused = error instanceof EdgesweepError ? error : takeRefusal()
    if (refused) throw refused
    throw await navigationFailure(error, { url, failedUrl, heard, resolve })
  } finally {
    page.off('response', hear)
    page.off('requestfailed', miss)
  }
}
