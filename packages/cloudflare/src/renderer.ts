import type { Browser } from '@cloudflare/puppeteer'
import type { Clock, Log, Renderer } from '@edgesweep/core/context.ts'
import type { Lane } from '@edgesweep/core/lane/lane.ts'
import type { Page, PageRequest } from '@edgesweep/sites/site.ts'
import { BorrowedBrowser, type BrowserLoan } from './borrowed-browser.ts'
import { type RenderSettings, renderPage } from './render-page.ts'
import { Slots } from './slots.ts'

const totalTimeoutMs = 25_000

/** A renderer for one invocation: one borrowed browser, as many contexts in it as there are slots. `close` gives the browser back. */
export function rendererOf(
  loan: BrowserLoan & RenderSettings & { lane: Lane; contexts: number; clock: Clock; log: Log },
): Renderer & { close(): Promise<void> } {
  const slots = new Slots(loan.contexts)
  const borrowed = new BorrowedBrowser(loan)
  const open = new Set<Promise<Page>>()

  const render: Renderer['render'] = async (request, under) => {
    await slots.take()
    try {
      await borrowed.browser()
      return await under(async () => loadInTime(await borrowed.browser(), request))
    } finally {
      slots.free()
    }
  }

  /** Answers after `totalTimeoutMs` even when the page has wedged the browser's answers. */
  function loadInTime(browser: Browser, request: PageRequest): Promise<Page> {
    const signal = AbortSignal.timeout(totalTimeoutMs)
    const page = renderPage(browser, request, loan, signal)
    open.add(page)
    page.catch(() => {}).finally(() => open.delete(page))
    const late = new Promise<never>((_, reject) => {
      const seconds = totalTimeoutMs / 1000
      signal.addEventListener('abort', () => reject(new Error(`${request.url} was not rendered within ${seconds} s`)))
    })
    return Promise.race([page, late])
  }

  // A page that is still open then was left behind: nobody else shall get it with the browser.
  return { render, close: () => borrowed.giveBack(open.size > 0) }
}
