import type { Renderer } from '@edgesweep/core/context.ts'
import { BrowserSlots, type BrowserSource } from './browser-slots.ts'
import { openPage, type PageGuard } from './open-page.ts'
import { renderPage } from './render-page.ts'

const openTimeoutMs = 15_000
const loadTimeoutMs = 25_000

/** A renderer for one invocation. `close` ends its connections. */
export function rendererOf(source: BrowserSource & PageGuard): Renderer & { close(): Promise<void> } {
  const slots = new BrowserSlots(source)

  const render: Renderer['render'] = async (request, under) => {
    const slot = await slots.take()
    let spoilt = false
    try {
      // All of a page's life is under the permit: an empty page costs as much as a full one, and until it is closed it may ask for more.
      return await under(async () => {
        spoilt = true
        const opening = openPage(slot.browser, source, request.block)
        const open = await inTime(opening, openTimeoutMs, slot.lost, 'no page opened')
        try {
          const loading = renderPage(open.page, request, open.refusal)
          const gone = AbortSignal.any([slot.lost, open.crashed])
          return await inTime(loading, loadTimeoutMs, gone, `${request.url} was not rendered`)
        } finally {
          spoilt = !(await open.close())
        }
      })
    } finally {
      await slot.giveBack(spoilt)
    }
  }

  return { render, close: () => slots.close() }
}

/** Answers in time even when a page has wedged the browser's answers, and at once when `gone` aborts: its process died, its slot was lost. */
function inTime<T>(work: Promise<T>, ms: number, gone: AbortSignal, what: string): Promise<T> {
  const late = AbortSignal.timeout(ms)
  const stop = new Promise<never>((_, reject) => {
    late.addEventListener('abort', () => reject(new Error(`${what} within ${ms / 1000} s`)))
    gone.addEventListener('abort', () => reject(new Error(`${what}: ${gone.reason}`)))
  })
  work.catch(() => {})
  return Promise.race([work, stop])
}
