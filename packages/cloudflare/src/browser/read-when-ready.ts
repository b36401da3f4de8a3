import type { Page } from '@cloudflare/puppeteer'
import { maxPageBytes } from '@edgesweep/core/visit/fetch-page.ts'

/**
 * The HTML of an open page, or its text if it is JSON, once the CSS selector `waitFor` matches, or at once without one. The page watches itself, because
 * Puppeteer's own wait first loads its tools into each page, a fifth of the cost of reading. Throws an Error after `timeoutMs`.
 */
export async function readWhenReady(page: Page, waitFor: string | undefined, timeoutMs: number): Promise<string> {
  const problem = waitFor ? `nothing matched "${waitFor}"` : 'the document could not be read'
  let stop = () => {}
  const late = new Promise<never>((_, reject) => {
    const timer = setTimeout(() => reject(new Error(`${problem} within ${timeoutMs / 1000} s`)), timeoutMs)
    stop = () => clearTimeout(timer)
  })
  const ask = async (): Promise<string> => {
    while (true) {
      try {
        return (await page.evaluate(watchDocument(waitFor ?? null))) as string
      } catch (error) {
        // A page that navigates on its own loses the evaluation. Evaluate in the next document.
        if (!isGone(error) || page.isClosed()) throw error
      }
    }
  }
  try {
    return await Promise.race([ask(), late])
  } finally {
    stop()
  }
}

const isGone = (error: unknown): boolean =>
  /context was destroyed|Cannot find context|navigat/i.test(error instanceof Error ? error.message : '')

/** Runs in the page. It is a text because a bundled function does not run there. */
const watchDocument = (selector: string | null): string => `new Promise((done, fail) => {
  const selector = ${JSON.stringify(selector)}
  const read = () => {
    const { doctype, documentElement } = document
    const markup = () => (doctype ? new XMLSerializer().serializeToString(doctype) : '') + (documentElement?.outerHTML ?? '')
    // Chromium wraps JSON into a document of its own.
    const html = /\\bjson\\b/.test(document.contentType) ? (document.querySelector('pre')?.textContent ?? '') : markup()
    if (html.length > ${maxPageBytes}) fail(new Error('the page is larger than ${maxPageBytes} bytes'))
    else done(html)
  }
  const isReady = () => selector === null || document.querySelector(selector) !== null
  if (isReady()) return read()
  const observer = new MutationObserver(() => {
    if (!isReady()) return
    observer.disconnect()
    read()
  })
  observer.observe(document, { subtree: true, childList: true, attributes: true, characterData: true })
})`
