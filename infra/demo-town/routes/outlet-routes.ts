import { type Context, Hono } from 'hono'
import { type Breakage, breakMarkup } from '../machine/broken-page.ts'
import type { OutletState } from '../machine/outlet-at.ts'
import type { Manner } from '../machine/plan-outlet.ts'
import type { Town } from '../machine/town.ts'
import { homePage } from '../pages/home-page.ts'
import { jsonLdPage } from '../pages/json-ld-page.ts'
import { microdataPage, pagesOf } from '../pages/microdata-page.ts'
import { scriptedMenu, scriptedPage } from '../pages/scripted-page.ts'
import { readTick } from './read-parameter.ts'

/** The pages of outlets, and the API of scripted ones. Outlets in `broken` are broken. The header `x-town-tick` has the tick of the answer. */
export function outletRoutes(town: Town, broken: ReadonlyMap<string, Breakage>): Hono {
  const { clock } = town
  const routes = new Hono()
  const serve = async (
    c: Context,
    manner: Manner,
    tick: number | null,
    answer: (outlet: OutletState, tick: number) => Response | Promise<Response>,
  ): Promise<Response> => {
    const outlet = tick === null ? null : town.find(manner, c.req.param('slug') ?? '', tick)
    if (outlet === null || tick === null) return c.notFound()
    c.header('x-town-tick', String(tick))
    c.header('cache-control', 'no-store')
    const how = broken.get(outlet.slug)
    if (how === undefined) return answer(outlet, tick)
    const intact = await answer(how === 'empty' ? { ...outlet, items: [] } : outlet, tick)
    return new Response(breakMarkup(await intact.text(), how), intact)
  }

  routes.get('/', (c) => {
    const tick = clock.tick()
    return c.html(homePage(town.at(tick), tick))
  })
  routes.get('/json-ld/:slug', (c) =>
    serve(c, 'json-ld', clock.tick(), (outlet, tick) => {
      const today = new Date(clock.timeOf(tick)).toLocaleDateString('en-CA', { timeZone: outlet.timezone })
      return c.html(jsonLdPage(outlet, new URL(c.req.url).origin, today))
    }),
  )
  routes.get('/scripted/:slug', (c) => serve(c, 'scripted', clock.tick(), (outlet) => c.html(scriptedPage(outlet))))
  routes.get('/api/scripted/:slug', (c) => serve(c, 'scripted', clock.tick(), (outlet) => c.json(scriptedMenu(outlet))))
  routes.get('/api/scripted/:slug/status', (c) =>
    serve(c, 'scripted', clock.tick(), ({ online }) => c.json({ online })),
  )
  routes.get('/microdata/:slug', (c) =>
    serve(c, 'microdata', readTick(town, c.req.query('tick')), (outlet, tick) => {
      const page = Number(c.req.query('page') ?? '1')
      return Number.isInteger(page) && page >= 1 && page <= pagesOf(outlet)
        ? c.html(microdataPage(outlet, page, tick))
        : c.notFound()
    }),
  )
  return routes
}
