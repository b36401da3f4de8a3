import type { Browser, BrowserContext, Dialog, Page } from '@cloudflare/puppeteer'
import { UnusableAnswer } from '@edgesweep/core/endings/typed-errors.ts'
import type { BlockedType } from '@edgesweep/sites/site/site.ts'
import { admitRequests, type TargetContext } from './admit-requests.ts'
import { blockTypes } from './block-types.ts'
import { guardPage } from './guard-page.ts'

/** Resource types that reading a page does not need unless its site asks for them. */
const usuallyBlocked: BlockedType[] = ['image', 'media', 'font']
/** A context that takes longer to close is abandoned, and its browser is not lent again. */
const closeTimeoutMs = 5_000

/**
 * Keeps a page on the public internet. `proxy` is a host's filtering proxy (`http://host:port`), which connects only to the addresses
 * that it has checked. Without a proxy, each request is checked before it is sent.
 */
export interface PageGuard {
  target: TargetContext
  /** Empty when there is no proxy. */
  proxy: string
}

/** An empty page in its own context, without cookies, storage or cache of other pages. */
export interface OpenPage {
  page: Page
  /** Closes the context, through the browser process, so a blocked page cannot prevent it. False when it took too long. */
  close(): Promise<boolean>
  /** Aborts with an `UnusableAnswer` when the page's process has died. */
  crashed: AbortSignal
  /** Reports once why the page's own address was refused; null when it was not. */
  takeRefusal(): Error | null
  /** The resolver that admitted the page's address. */
  resolve: TargetContext['resolve']
}

/** Opens a page that cannot leave the public internet, load blocked types, wait for a person or save a file. */
export async function openPage(
  browser: Browser,
  { target, proxy }: PageGuard,
  block: BlockedType[] = usuallyBlocked,
): Promise<OpenPage> {
  // By default Chromium bypasses the proxy for loopback addresses.
  const route = proxy ? { proxyServer: proxy, proxyBypassList: ['<-loopback>'] } : {}
  const context = await browser.createBrowserContext(route)
  const close = () => closeInTime(context)
  try {
    const page = await context.newPage()
    const crash = new AbortController()
    page.on('error', () => crash.abort(new UnusableAnswer('the process of the page died')))
    page.on('dialog', (dialog) => void answerDialog(dialog).catch(() => {}))
    const protocol = await page.createCDPSession()
    const [takeRefusal] = await Promise.all([
      proxy ? blockTypes(protocol, block).then(() => () => null) : admitRequests(page, target, block),
      guardPage(context, page),
      page.setUserAgent(target.settings.userAgent),
      protocol.send('Page.setDownloadBehavior', { behavior: 'deny' }),
    ])
    return { page, close, crashed: crash.signal, takeRefusal, resolve: target.resolve }
  } catch (error) {
    await close()
    throw error
  }
}

/** No person can answer a dialog. The browser leaves a page even if the page asks for confirmation; any other dialog is dismissed. */
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
