import type { HTTPRequest, Page } from '@cloudflare/puppeteer'
import type { Context } from '@edgesweep/core/context.ts'
import { EdgesweepError } from '@edgesweep/core/errors.ts'
import { admitTarget } from '@edgesweep/core/visit/admit-target.ts'
import type { BlockedType } from '@edgesweep/sites/site/site.ts'

/** The settings and the resolver that decide whether a request may leave. */
export type TargetContext = Pick<Context, 'settings' | 'resolve'>

/**
 * Checks every request of a page, also those of its frames and after redirects, and aborts requests of a blocked type. Returns
 * a function that reports once why the page's own address was refused, or null.
 */
export async function admitRequests(
  page: Page,
  target: TargetContext,
  block: BlockedType[],
): Promise<() => EdgesweepError | null> {
  let refused: EdgesweepError | null = null
  page.on('request', (request) => {
    void answerRequest(request, target, block).then((error) => {
      if (error && request.isNavigationRequest() && request.frame() === page.mainFrame()) refused = error
    })
  })
  await page.setRequestInterception(true)
  return () => {
    const reason = refused
    refused = null
    return reason
  }
}

/** Continues or aborts a request. Returns the error when the guard refuses its target, otherwise null. */
async function answerRequest(
  request: HTTPRequest,
  target: TargetContext,
  block: readonly string[],
): Promise<EdgesweepError | null> {
  try {
    const url = request.url()
    if (block.includes(request.resourceType())) {
      await request.abort('blockedbyclient')
      return null
    }
    if (!/^(data|blob|about):/.test(url)) await admitTarget(target, url)
    await request.continue()
    return null
  } catch (error) {
    await request.abort('accessdenied').catch(() => {})
    return error instanceof EdgesweepError ? error : null
  }
}
