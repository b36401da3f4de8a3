import type { Renderer } from '@edgesweep/core/context.ts'
import { Abandoned } from '@edgesweep/core/endings/typed-errors.ts'
import type { PageRequest } from '@edgesweep/sites/site/site.ts'
import type { BrowserSlots } from './browser-slots.ts'
import type { PageGuard } from './open-page.ts'
import { renderPage } from './render-page.ts'
import { RestingTabs } from './resting-tabs.ts'
import { Tab } from './tab.ts'

const openTimeoutMs = 15_000
const loadTimeoutMs = 25_000
const restTimeoutMs = 2_000

/**
 * The renderer of one job: tabs in slots of its invocation, used again for the job's next page on the same host, where it reads
 * more than one. Pages are left at once when `lost` aborts.
 */
export function rendererOf(slots: BrowserSlots, guard: PageGuard, pages: number, lost: AbortSignal): Renderer {
  const resting = new RestingTabs()
  const closing = new Set<Promise<void>>()
  const close = (tab: Tab): Promise<void> => {
    const closed = tab.close()
    closing.add(closed)
    return closed.finally(() => closing.delete(closed))
  }

  const render: Renderer['render'] = async (request, under) => {
    const key = keyOf(request)
    const tab = resting.take(key) ?? new Tab(await slots.take(), guard, request.block)
    let rests = false
    try {
      return await under(async () => {
        try {
          const open = await inTime(() => tab.wake(), openTimeoutMs, eitherOf(tab.gone(), lost), 'no page opened')
          const gone = eitherOf(tab.gone(), lost)
          const rendered = await inTime(
            () => renderPage(open, request),
            loadTimeoutMs,
            gone,
            `${request.url} was not rendered`,
          )
          if (pages > 1) rests = await inTime(() => tab.rest(), restTimeoutMs, gone, 'no rest').then(yes, no)
          return rendered
        } finally {
          // Under the permit, too: until it is closed, a page may ask its domain for more.
          if (!rests) await close(tab)
        }
      })
    } finally {
      if (rests && (await tab.mayStay())) resting.keep(key, tab, close)
      else await close(tab)
    }
  }

  return {
    render,
    close: async () => {
      for (const tab of resting.takeAll()) void close(tab)
      await Promise.all(closing)
    },
  }
}

const eitherOf = (one: AbortSignal, other: AbortSignal) => AbortSignal.any([one, other])
const yes = () => true
const no = () => false

/** Pages of one host that are loaded alike. */
const keyOf = ({ url, block }: PageRequest): string => `${new URL(url).host} ${block?.join() ?? ''}`

/**
 * Answers in time even when a page has wedged the browser's answers, and at once when `gone` aborts: its process died, its slot was
 * lost, nobody wants it any more. Does not begin when it has aborted already.
 */
async function inTime<T>(begin: () => Promise<T>, ms: number, gone: AbortSignal, what: string): Promise<T> {
  const whyGone = () => (gone.reason instanceof Abandoned ? gone.reason : new Error(`${what}: ${gone.reason}`))
  if (gone.aborted) throw whyGone()
  const work = begin()
  const late = AbortSignal.timeout(ms)
  const stop = new Promise<never>((_, reject) => {
    late.addEventListener('abort', () => reject(new Error(`${what} within ${ms / 1000} s`)))
    gone.addEventListener('abort', () => reject(whyGone()))
  })
  work.catch(() => {})
  return Promise.race([work, stop])
}
