import { setTimeout as pause } from 'node:timers/promises'
import { Hono } from 'hono'
import { html } from 'hono/html'
import type { Breakage } from './machine/broken-page.ts'
import { Town } from './machine/town.ts'
import { pageLayout } from './pages/page-layout.ts'
import { adRoutes } from './routes/ad-routes.ts'
import { assetRoutes } from './routes/asset-routes.ts'
import { breakageControl } from './routes/breakage-routes.ts'
import { controlRoutes } from './routes/control-routes.ts'
import { ServedCounter } from './routes/count-served.ts'
import { oddRoutes } from './routes/odd-routes.ts'
import { outletRoutes } from './routes/outlet-routes.ts'
import { openToAll, robotsControl, robotsRoutes } from './routes/robots-routes.ts'
import { searchRoutes } from './routes/search-routes.ts'
import { TroubleMaker } from './routes/trouble-routes.ts'

export interface TownOptions {
  /** An integer. The same seed makes the same town, even after a restart. */
  seed?: number
  outlets?: number
  /** The number of items of each outlet in addition to its usual 17 to 30. */
  moreItems?: number
  /** The time between changes of prices, stock and status. */
  tickSeconds?: number
  /** The start of tick 0, in ms since the Unix epoch. */
  epoch?: number
  /** The duration of each request, so that requests overlap. `/_town` answers at once. */
  latencyMs?: number
  /** The additional duration of the slowest search. */
  searchMs?: number
  /** The first text of robots.txt. `/_town/robots` replaces it. Default: everything is allowed. */
  robots?: string
  /** Returns the time in ms since the Unix epoch. */
  now?: () => number
}

/** Builds the town's web application. It does not listen and has no timers. Throws `RangeError` if an option is invalid. */
export function createTown(options: TownOptions = {}): Hono {
  const {
    seed = 1,
    outlets = 46,
    moreItems = 0,
    tickSeconds = 20,
    epoch = 0,
    latencyMs = 0,
    searchMs = 0,
    now = Date.now,
  } = options
  const robots = { text: options.robots ?? openToAll, status: 200 }
  const town = new Town({ seed, size: outlets, moreItems, tickSeconds, epoch, now })
  const broken = new Map<string, Breakage>()
  const served = new ServedCounter()
  const trouble = new TroubleMaker(now)

  const app = new Hono()
  app.route('/_town', controlRoutes(town, served))
  app.route('/_town', robotsControl(robots))
  app.route('/_town', trouble.control)
  app.route('/_town', breakageControl(town, broken))
  app.use(served.middleware)
  if (latencyMs > 0) {
    app.use(async (_, next) => {
      await pause(latencyMs)
      await next()
    })
  }
  app.use(trouble.middleware)
  app.route('/', outletRoutes(town, broken))
  app.route('/', searchRoutes(town, searchMs))
  app.route('/', adRoutes(town))
  app.route('/', assetRoutes())
  app.route('/', robotsRoutes(robots))
  app.route('/', oddRoutes())
  app.notFound((c) =>
    c.html(
      pageLayout({
        title: 'Not in demo town',
        lang: 'en-US',
        body: html`<h1>Not in demo town</h1><p>There is no page ${c.req.path}. <a href="/">All outlets</a></p>`,
      }),
      404,
    ),
  )
  return app
}
