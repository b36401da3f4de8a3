import type { HTTPRequest, Page } from '@cloudflare/puppeteer'
import type { Context } from '@edgesweep/core/context.ts'
import { admitTarget } from '@edgesweep/core/visit/admit-target.ts'
import type { BlockedType } from '@edgesweep/sites/site/site.ts'

/** The settings and the resolver that decide whether a request may leave. */
export type TargetContext = Pick<Context, 'settings' | 'resolve'>

/**
 * Checks every request of a page, including requests of its frames and those after redirects, and aborts requests of a blocked type.
 * Returns a function that reports once why the page's own address was refused or could not be checked, or null.
 */
export async function admitRequests(
  page: Page,
  target: TargetContext,
  block: BlockedType[],
): Promise<() => Error | null> {
  let refused: Error | null = null
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

/** Continues or aborts a request. Returns the error when its target is refused or cannot be checked, otherwise null. */
async function answerRequest(
  request: HTTPRequest,
  target: TargetContext,
  block: readonly string[],
): Promise<Error | null> {
  try {
    const url = request.url()
    if (block.includes(request.resourceType())) {
      await request.abort('blockedbyclient').catch(() => {})
      return null
    }
    if (!/^(data|blob|about):/.test(url)) await admitTarget(target, url)
  } catch (error) {
    await request.abort('accessdenied').catch(() => {})
    return error instanceof Error ? error : new Error(String(error))
  }
  // It fails when the page has gone meanwhile.
  await request.continue().catch(() => {})
  return null
}
