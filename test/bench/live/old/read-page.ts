import type { Page, PageRequest } from '@edgesweep/sites/site/site.ts'
import type { Browser } from 'puppeteer-core'
import { blockedAddresses } from '../../scrape/readers/blocked-addresses.ts'

/** Reads a page by `fetch`, or in the one browser that all workers share. */
export async function readPage(browser: Browser, request: PageRequest): Promise<Page> {
  if (request.via === 'render') return renderPage(browser, request)
  const response = await fetch(request.url)
  const contentType = response.headers.get('content-type') ?? ''
  return { url: request.url, status: response.status, contentType, body: await response.text() }
}

async function renderPage(browser: Browser, { url, waitFor }: PageRequest): Promise<Page> {
  const page = await browser.newPage()
  try {
    const protocol = await page.createCDPSession()
    await protocol.send('Network.enable')
    await protocol.send('Network.setBlockedURLs', { urls: blockedAddresses })
    const response = await page.goto(url, { waitUntil: 'domcontentloaded' })
    if (waitFor) await page.waitForSelector(waitFor)
    return { url, status: response!.status(), contentType: 'text/html', body: await page.content() }
  } finally {
    await page.close()
  }
}
