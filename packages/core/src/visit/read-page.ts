import type { Page, PageRequest } from '@edgesweep/sites/site/site.ts'
import type { Context } from '../context.ts'
import { DomainTrouble } from '../endings/typed-errors.ts'
import type { Usage } from '../endings/usage.ts'
import type { LaneName } from '../lane/lane.ts'
import { fetchPage } from './fetch-page.ts'
import { prepareVisit, type VisitContext } from './visit.ts'

/** The part of the context that reading a page needs. */
export type ReadingContext = VisitContext & Pick<Context, 'renderer'>

/**
 * Reads one page, in a browser when the request says `render`, and adds to `usage`. Throws `NoPermit`, `target_refused` and `disallowed`, and
 * `NoAnswer`, `DomainTrouble` or another error when another try may succeed.
 */
export async function readPage(ctx: ReadingContext, request: PageRequest, lane: LaneName, usage: Usage): Promise<Page> {
  const page =
    request.via === 'render'
      ? await renderPage(ctx, request, lane, usage)
      : await fetchPage(ctx, request.url, lane, usage)
  if (page.status >= 500) throw new DomainTrouble(`${request.url} answered ${page.status}`)
  return page
}

async function renderPage(ctx: ReadingContext, request: PageRequest, lane: LaneName, usage: Usage): Promise<Page> {
  const { url, under } = await prepareVisit(ctx, request.url, lane, usage)
  const { page } = await ctx.renderer.render({ ...request, url: url.href }, async (load) => {
    const startedAt = ctx.clock.now()
    try {
      return await under(load)
    } finally {
      usage.browserMs += ctx.clock.now() - startedAt
    }
  })
  usage.bytes += page.body.length
  // A browser follows redirects without Edgesweep. The final address must be admitted before its page is used.
  if (!isSame(page.url, url.href)) await prepareVisit(ctx, page.url, lane, usage)
  return page
}

const isSame = (one: string, other: string): boolean => one.split('#')[0] === other.split('#')[0]
