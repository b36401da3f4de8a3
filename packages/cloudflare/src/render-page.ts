import type { Browser, BrowserContext, HTTPRequest } from '@cloudflare/puppeteer'
import { checkTarget } from '@edgesweep/core/scrape/check-target.ts'
import { maxPageBytes, userAgent } from '@edgesweep/core/scrape/fetch-page.ts'
import type { Page, PageRequest } from '@edgesweep/sites/site.ts'
import { guardPage } from './guard-page.ts'

const navigationTimeoutMs = 15_000
const waitTimeoutMs = 10_000
/** Never needed to read a page. */
const blockedTypes = new Set(['image', 'media', 'font'])

/** What the requests of a page may reach besides the public internet, as `host:port`. */
export interface RenderSettings {
  allowedTargets: string[]
}

/**
 * Renders one page in a context of its own, which is closed whatever happens, and at once when `signal` aborts: a page that spins
 * answers nothing else. Every request of the page is checked like the page itself.
 */
export async function renderPage(
  browser: Browser,
  request: PageRequest,
  settings: RenderSettings,
  signal: AbortSignal,
): Promise<Page> {
  let context: BrowserContext | null = null
  const close = async () => {
    // A browser that is gone has closed its contexts by itself.
    await context?.close().catch(() => {})
  }
  signal.addEventListener('abort', close)
  try {
    context = await browser.createBrowserContext()
    signal.throwIfAborted()
    const page = await context.newPage()
    await guardPage(context, page)
    await page.setUserAgent(userAgent)
    await page.setRequestInterception(true)
    page.on('request', (asked) => void answerRequest(asked, settings))
    const response = await page.goto(request.url, { waitUntil: 'domcontentloaded', timeout: navigationTimeoutMs })
    const status = response?.status() ?? 0
    if (request.waitFor && status < 400) await page.waitForSelector(request.waitFor, { timeout: waitTimeoutMs })
    const body = await page.content()
    if (body.length > maxPageBytes) throw new Error(`${request.url} is larger than ${maxPageBytes} bytes`)
    return { url: page.url(), status, contentType: response?.headers()['content-type'] ?? 'text/html', body }
  } finally {
    signal.removeEventListener('abort', close)
    await close()
  }
}

async function answerRequest(asked: HTTPRequest, settings: RenderSettings): Promise<void> {
  try {
    const url = asked.url()
    if (!/^(data|blob|about):/.test(url)) checkTarget(url, settings.allowedTargets)
    if (blockedTypes.has(asked.resourceType())) await asked.abort('blockedbyclient')
    else await asked.continue()
  } catch {
    await asked.abort('accessdenied').catch(() => {})
  }
}
