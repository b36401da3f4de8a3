import { setTimeout as pause } from 'node:timers/promises'
import { Hono } from 'hono'
import { html } from 'hono/html'
import type { Breakage } from './machine/broken-page.ts'
import { openToAll } from './machine/robots-file.ts'
import { Town } from './machine/town.ts'
import { pageLayout } from './pages/page-layout.ts'
import { adRoutes } from './routes/ad-routes.ts'
import { assetRoutes } from './routes/asset-routes.ts'
import { breakageControl } from './routes/breakage-routes.ts'
import { controlRoutes } from './routes/control-routes.ts'
import { ServedCounter } from './routes/count-served.ts'
import { oddRoutes } from './routes/odd-routes.ts'
import { outletRoutes } from './routes/outlet-routes.ts'
import { robotsControl, robotsRoutes } from './routes/robots-routes.ts'
import { searchRoutes } from './routes/search-routes.ts'
import { TroubleMaker } from './routes/trouble-routes.ts'

export interface TownOptions {
  /** An integer; the same seed is the same town, also after a restart. */
  seed?: number
  outlets?: number
  /** Items that each outlet has besides its usual 17 to 30. */
  moreItems?: number
  /** How long prices, stock and opening stay as they are. */
  tickSeconds?: number
  /** When tick 0 began, in ms since the Unix epoch. */
  epoch?: number
  /** How long a request takes, so that requests can meet; `/_town` answers at once. */
  latencyMs?: number
  /** How long the slowest search takes on top: long enough, in a town that people look at, to see a cart fill. */
  searchMs?: number
  /** The text of robots.txt, until `/_town/robots` sets another; everything is allowed without it. */
  robots?: string
  /** Tells the time in ms since the Unix epoch. */
  now?: () => number
}

/** Builds the town's web application; it listens nowhere and holds no timer. Throws `RangeError` for impossible options. */
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
        body: html`<h1>Not in demo town</h1><p>There is nothing at ${c.req.path}. <a href="/">All outlets</a></p>`,
      }),
      404,
    ),
  )
  return app
}
