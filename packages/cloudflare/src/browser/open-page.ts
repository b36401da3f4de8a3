import type { Browser, BrowserContext, Dialog, Page } from '@cloudflare/puppeteer'
import type { BlockedType } from '@edgesweep/sites/site/site.ts'
import { admitRequests, type TargetContext } from './admit-requests.ts'
import { blockTypes } from './block-types.ts'
import { guardPage } from './guard-page.ts'

/** Never needed to read a page, where its site does not say otherwise. */
const usuallyBlocked: BlockedType[] = ['image', 'media', 'font']
/** A context that takes longer to close is left behind, and its browser is not to be lent again. */
const closeTimeoutMs = 5_000

/**
 * What keeps a page to the public internet: the filtering proxy that a host gives its browsers, `http://host:port`, which pins each
 * address that it has checked; or, where there is none, a check of each request before it is sent.
 */
export interface PageGuard {
  target: TargetContext
  /** Empty for none. */
  proxy: string
}

/** An empty page in a context of its own: no cookie, storage or cache of any other. */
export interface OpenPage {
  page: Page
  /** Closes the context. The browser process does it, whatever the page's main thread does; false when it did not in time. */
  close(): Promise<boolean>
  /** Aborts when the page's process has died: nothing answers any more. */
  crashed: AbortSignal
  /** Why the page's own address was refused since it was last asked, null when it was not. */
  takeRefusal(): Error | null
}

/** Opens a page that can neither leave the public internet nor load what is blocked, wait for a person, or save a file. */
export async function openPage(
  browser: Browser,
  { target, proxy }: PageGuard,
  block: BlockedType[] = usuallyBlocked,
): Promise<OpenPage> {
  // The proxy is asked for addresses of the machine itself, too.
  const route = proxy ? { proxyServer: proxy, proxyBypassList: ['<-loopback>'] } : {}
  const context = await browser.createBrowserContext(route)
  const close = () => closeInTime(context)
  try {
    const page = await context.newPage()
    const crash = new AbortController()
    page.on('error', () => crash.abort('the process of the page died'))
    page.on('dialog', (dialog) => void answerDialog(dialog).catch(() => {}))
    const protocol = await page.createCDPSession()
    const [takeRefusal] = await Promise.all([
      proxy ? blockTypes(protocol, block).then(() => () => null) : admitRequests(page, target, block),
      guardPage(context, page),
      page.setUserAgent(target.settings.userAgent),
      protocol.send('Page.setDownloadBehavior', { behavior: 'deny' }),
    ])
    return { page, close, crashed: crash.signal, takeRefusal }
  } catch (error) {
    await close()
    throw error
  }
}

/** Nobody is there to answer; a page that would rather not be left is left. */
const answerDialog = (dialog: Dialog): Promise<void> =>
  dialog.type() === 'beforeunload' ? dialog.accept() : dialog.dismiss()

function closeInTime(context: BrowserContext): Promise<boolean> {
  const late = new Promise<boolean>((resolve) => setTimeout(() => resolve(false), closeTimeoutMs))
  return Promise.race([
    context.close().then(
      () => true,
      () => false,
    ),
    late,
  ])
}
