import type { Page, PageRequest } from '@edgesweep/sites/site.ts'
import type { Context, Loading } from '../context.ts'
import type { Lane } from '../lane/lane.ts'
import { checkTarget } from './check-target.ts'
import { fetchPage } from './fetch-page.ts'
import type { Usage } from './usage.ts'

const permitPatienceMs = 20_000

/** No permit for the domain was to be had; the work goes back to its Lane until then. */
export class NoPermit extends Error {
  override name = 'NoPermit'
  readonly until: number

  constructor(domain: string, until: number) {
    super(`${domain}: all of its permits are taken`)
    this.until = until
  }
}

/** What reading a page needs. */
export type ReadingContext = Pick<Context, 'fetch' | 'settings' | 'domains' | 'renderer' | 'clock'>

/**
 * Reads one page under its domain's permit, in a browser where the site asks for it, and adds to `usage`.
 * Throws `NoPermit`, `target_refused`, or an Error where another try may succeed: no answer, 429, 5xx.
 */
export async function readPage(ctx: ReadingContext, request: PageRequest, lane: Lane, usage: Usage): Promise<Page> {
  const domain = checkTarget(request.url, ctx.settings.allowedTargets).host
  const underPermit: Loading = async (load) => {
    const until = ctx.clock.now() + permitPatienceMs
    const permit = await ctx.domains.ask(domain, lane, until)
    if (!permit) throw new NoPermit(domain, until)
    const startedAt = ctx.clock.now()
    try {
      return await load()
    } finally {
      usage.requests += 1
      if (request.via === 'render') usage.browserMs += ctx.clock.now() - startedAt
      await ctx.domains.giveBack(domain, permit.token)
    }
  }
  const page =
    request.via === 'render'
      ? await ctx.renderer.render(request, underPermit)
      : await underPermit(() => fetchPage(ctx, request.url))
  usage.bytes += page.body.length
  if (page.status === 429 || page.status >= 500) throw new Error(`${request.url} answered ${page.status}`)
  return page
}
