import type { Page } from '@cloudflare/puppeteer'
import { maxPageBytes } from '@edgesweep/core/visit/fetch-page.ts'

/**
 * The document of an open page as HTML, once `waitFor` (a CSS selector) matches something in it; at once without one. One question to the
 * page, which watches itself: the library's own way to wait loads its tools into each page first, and costs a fifth of all that reading a page does.
 * Throws an Error after `timeoutMs`.
 */
export async function readWhenReady(page: Page, waitFor: string | undefined, timeoutMs: number): Promise<string> {
  const what = waitFor ? `nothing matched "${waitFor}"` : 'the document could not be read'
  let stop = () => {}
  const late = new Promise<never>((_, reject) => {
    const timer = setTimeout(() => reject(new Error(`${what} within ${timeoutMs / 1000} s`)), timeoutMs)
    stop = () => clearTimeout(timer)
  })
  const ask = async (): Promise<string> => {
    while (true) {
      try {
        return (await page.evaluate(watchDocument(waitFor ?? null))) as string
      } catch (error) {
        // A page that goes elsewhere by itself takes the question with it: its next document is asked.
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

/** Runs in the page. A text, since what a bundler makes of a function does not run there. */
const watchDocument = (selector: string | null): string => `new Promise((done, fail) => {
  const selector = ${JSON.stringify(selector)}
  const read = () => {
    const { doctype, documentElement } = document
    const html = (doctype ? new XMLSerializer().serializeToString(doctype) : '') + (documentElement?.outerHTML ?? '')
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
