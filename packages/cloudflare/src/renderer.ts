import type { Clock, Log, Renderer } from '@edgesweep/core/context.ts'
import type { Lane } from '@edgesweep/core/lane/lane.ts'
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

  const render: Renderer['render'] = async (request) => {
    await slots.take()
    try {
      const browser = await borrowed.browser()
      return await within(totalTimeoutMs, `${request.url} was not rendered`, renderPage(browser, request, loan))
    } finally {
      slots.free()
    }
  }
  return { render, close: () => borrowed.giveBack() }

  /** The slot is free again after `ms` even when the page has wedged the browser's answers. */
  function within<T>(ms: number, what: string, work: Promise<T>): Promise<T> {
    const late = loan.clock.sleep(ms).then((): never => {
      throw new Error(`${what} within ${ms / 1000} s`)
    })
    late.catch(() => {})
    return Promise.race([work, late])
  }
}
