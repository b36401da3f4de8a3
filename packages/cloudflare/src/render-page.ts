import type { Browser, BrowserContext, HTTPRequest } from '@cloudflare/puppeteer'
import { checkTarget } from '@edgesweep/core/scrape/check-target.ts'
import { maxPageBytes, userAgent } from '@edgesweep/core/scrape/fetch-page.ts'
import type { Page, PageRequest } from '@edgesweep/sites/site.ts'

const navigationTimeoutMs = 15_000
const waitTimeoutMs = 10_000
/** Never needed to read a page. */
const blockedTypes = new Set(['image', 'media', 'font'])

export interface RenderSettings {
  allowedTargets: string[]
}

/** Renders one page in a context of its own, which is closed whatever happens. Every request of the page is checked like the page itself. */
export async function renderPage(browser: Browser, request: PageRequest, settings: RenderSettings): Promise<Page> {
  let context: BrowserContext | null = null
  try {
    context = await browser.createBrowserContext()
    const page = await context.newPage()
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
    // A browser that is gone has closed its contexts by itself.
    await context?.close().catch(() => {})
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
