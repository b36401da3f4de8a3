import type { HTTPRequest, Page } from '@cloudflare/puppeteer'
import type { Context } from '@edgesweep/core/context.ts'
import { EdgesweepError } from '@edgesweep/core/errors.ts'
import { admitTarget } from '@edgesweep/core/visit/admit-target.ts'
import type { BlockedType } from '@edgesweep/sites/site/site.ts'

/** What a page's requests are judged by. */
export type TargetContext = Pick<Context, 'settings' | 'resolve'>

/**
 * Checks every request of a page like the page itself, those of its frames and after redirects too, and lets those of a blocked type
 * not go. Gives a function that tells, once, why the page's own address was refused, null when it was not.
 */
export async function admitRequests(
  page: Page,
  target: TargetContext,
  block: BlockedType[],
): Promise<() => EdgesweepError | null> {
  let refused: EdgesweepError | null = null
  page.on('request', (asked) => {
    void answerRequest(asked, target, block).then((error) => {
      if (error && asked.isNavigationRequest() && asked.frame() === page.mainFrame()) refused = error
    })
  })
  await page.setRequestInterception(true)
  return () => {
    const taken = refused
    refused = null
    return taken
  }
}

/** Lets a request go on or not; gives the refusal of one whose target is refused. */
async function answerRequest(
  asked: HTTPRequest,
  target: TargetContext,
  block: readonly string[],
): Promise<EdgesweepError | null> {
  try {
    const url = asked.url()
    if (block.includes(asked.resourceType())) {
      await asked.abort('blockedbyclient')
      return null
    }
    if (!/^(data|blob|about):/.test(url)) await admitTarget(target, url)
    await asked.continue()
    return null
  } catch (error) {
    await asked.abort('accessdenied').catch(() => {})
    return error instanceof EdgesweepError ? error : null
  }
}
