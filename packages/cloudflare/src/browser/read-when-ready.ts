import { type Page, ProtocolError } from '@cloudflare/puppeteer'
import { MissingElement, UnusableAnswer } from '@edgesweep/core/endings/typed-errors.ts'
import { maxPageBytes } from '@edgesweep/core/visit/fetch-page.ts'

/**
 * The HTML of an open page, or its text if it is JSON, once the CSS selector `waitFor` matches, or at once without one. The page watches itself, because
 * Puppeteer's own wait first loads its tools into each page, a fifth of the cost of reading. After `timeoutMs` it throws `MissingElement`, or
 * `UnusableAnswer` when the page does not react or is too large.
 */
export async function readWhenReady(page: Page, waitFor: string | undefined, timeoutMs: number): Promise<string> {
  const seconds = timeoutMs / 1000
  const problem = waitFor
    ? new MissingElement(
        `the page answered, but nothing on it matched "${waitFor}" within ${seconds} s: the site may have changed`,
      )
    : new UnusableAnswer(`the document could not be read within ${seconds} s`)
  let stop = () => {}
  const late = new Promise<never>((_, reject) => {
    const timer = setTimeout(() => reject(problem), timeoutMs)
    stop = () => clearTimeout(timer)
  })
  const ask = async (): Promise<string> => {
    while (true) {
      try {
        const html = (await page.evaluate(watchDocument(waitFor ?? null))) as string | null
        if (html === null) throw new UnusableAnswer(`the page is larger than ${maxPageBytes} bytes`)
        return html
      } catch (error) {
        // A page that navigates on its own loses the evaluation. Evaluate in the next document.
        if (isGone(error) && !page.isClosed()) continue
        // What is not the browser's error was thrown in the page.
        const isPages = !(error instanceof ProtocolError || error instanceof UnusableAnswer)
        throw isPages ? new UnusableAnswer(`a script of the page broke its reading: ${error}`) : error
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
const watchDocument = (selector: string | null): string => `new Promise((done) => {
  const selector = ${JSON.stringify(selector)}
  const read = () => {
    const { doctype, documentElement } = document
    const markup = () => (doctype ? new XMLSerializer().serializeToString(doctype) : '') + (documentElement?.outerHTML ?? '')
    // Chromium wraps JSON in an HTML document.
    const html = /\\bjson\\b/.test(document.contentType) ? (document.querySelector('pre')?.textContent ?? '') : markup()
    done(html.length > ${maxPageBytes} ? null : html)
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
