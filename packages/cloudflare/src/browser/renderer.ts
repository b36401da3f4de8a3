import type { Renderer } from '@edgesweep/core/context.ts'
import { Away, UnusableAnswer } from '@edgesweep/core/endings/typed-errors.ts'
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
 * The renderer of one job of a key. Its tabs use the invocation's slots. If the job reads several pages, a tab is reused for the next
 * page on the same host. All pages are left at once when `lost` aborts.
 */
export function rendererOf(
  slots: BrowserSlots,
  guard: PageGuard,
  { pages, keyId }: { pages: number; keyId: string },
  lost: AbortSignal,
): Renderer {
  const resting = new RestingTabs()
  const closing = new Set<Promise<void>>()
  const close = (tab: Tab): Promise<void> => {
    const closed = tab.close()
    closing.add(closed)
    return closed.finally(() => closing.delete(closed))
  }

  const render: Renderer['render'] = async (request, under) => {
    const key = keyOf(request)
    const tab = resting.take(key) ?? new Tab(await slots.take(keyId), guard, request.block)
    let rests = false
    try {
      return await under(async () => {
        try {
          const open = await inTime(() => tab.wake(), openTimeoutMs, eitherOf(tab.gone(), lost), noPage)
          const gone = eitherOf(tab.gone(), lost)
          const rendered = await inTime(
            () => renderPage(open, request),
            loadTimeoutMs,
            gone,
            (within) => new UnusableAnswer(`${request.url} was not rendered ${within}`),
          )
          if (pages > 1) rests = await inTime(() => tab.rest(), restTimeoutMs, gone, noPage).then(yes, no)
          return rendered
        } finally {
          // Close within the permit: until then, the page may send its domain more requests.
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
const noPage = (within: string) => new Away(`the browser opened no page ${within}`)
const yes = () => true
const no = () => false

/** Pages with the same key can use the same tab: one host, the same blocked types. */
const keyOf = ({ url, block }: PageRequest): string => `${new URL(url).host} ${block?.join() ?? ''}`

/**
 * Rejects after `ms`, even when a page blocks the browser's answers, and at once when `gone` aborts (the process died, the slot was
 * lost or the job was abandoned), with its reason. Does not begin when `gone` has already aborted.
 */
async function inTime<T>(
  begin: () => Promise<T>,
  ms: number,
  gone: AbortSignal,
  late: (within: string) => Error,
): Promise<T> {
  if (gone.aborted) throw gone.reason
  const work = begin()
  const timeUp = AbortSignal.timeout(ms)
  const stop = new Promise<never>((_, reject) => {
    timeUp.addEventListener('abort', () => reject(late(`within ${ms / 1000} s`)))
    gone.addEventListener('abort', () => reject(gone.reason))
  })
  work.catch(() => {})
  return Promise.race([work, stop])
}
