import { Hono } from 'hono'
import { compareOutlets } from '../machine/compare-outlets.ts'
import { findOffers } from '../machine/find-offers.ts'
import type { OutletState } from '../machine/outlet-at.ts'
import type { Town } from '../machine/town.ts'
import { outletPath } from '../pages/page-layout.ts'
import type { ServedCounter } from './count-served.ts'
import { readTick } from './read-parameter.ts'

const needsTick = 'must be a tick: a whole number from 0 to 9999999999'

/** The control routes for tests, under `/_town`: the true state at any tick, the clock, and the counts of served requests. */
export function controlRoutes(town: Town, served: ServedCounter): Hono {
  const { clock } = town
  const routes = new Hono()
  const timeOf = (tick: number) => new Date(clock.timeOf(tick)).toISOString()
  const clockState = () => {
    const tick = clock.tick()
    return { tick, at: timeOf(tick), frozen: clock.frozen, tick_seconds: clock.tickSeconds }
  }

  routes.get('/outlets', (c) => {
    const { origin } = new URL(c.req.url)
    return c.json(town.at(0).map((outlet) => listing(outlet, origin)))
  })

  routes.get('/truth', (c) => {
    const at = c.req.query('at')
    const time = at === undefined ? null : Date.parse(at)
    if (Number.isNaN(time)) return c.json({ error: '`at` must be a time, such as 2026-01-31T12:00:00Z' }, 400)
    const tick = time === null ? readTick(town, c.req.query('tick')) : clock.tickOf(time)
    if (tick === null) return c.json({ error: `\`tick\` ${needsTick}` }, 400)
    const { origin } = new URL(c.req.url)
    const outlets = town.at(tick).map((outlet) => ({
      ...listing(outlet, origin),
      online: outlet.online,
      items: outlet.items,
    }))
    return c.json({ tick, at: timeOf(tick), outlets })
  })

  routes.get('/history', (c) => {
    const from = readTick(town, c.req.query('from') ?? '')
    const to = readTick(town, c.req.query('to'))
    if (from === null) return c.json({ error: `\`from\` ${needsTick}` }, 400)
    if (to === null) return c.json({ error: `\`to\` ${needsTick}` }, 400)
    const before = town.at(from)
    return c.json({ from, to, changes: town.at(to).flatMap((outlet, index) => compareOutlets(before[index]!, outlet)) })
  })

  routes.get('/offers', (c) => {
    const { q = '', zip = '' } = c.req.query()
    return c.json(findOffers(town.seed, q, zip))
  })

  routes.get('/clock', (c) => c.json(clockState()))
  routes.post('/clock', async (c) => {
    const body: unknown = await c.req.json().catch(() => undefined)
    const tick = typeof body === 'object' && body !== null && 'tick' in body ? body.tick : undefined
    const wanted = tick === null ? null : readTick(town, String(tick))
    if (tick !== null && (typeof tick !== 'number' || wanted === null)) {
      return c.json({ error: `\`tick\` ${needsTick}, or null to let the town follow the time` }, 400)
    }
    clock.freeze(wanted)
    return c.json(clockState())
  })

  routes.get('/served', (c) =>
    c.json({ ...served.read(), ...(c.req.query('arrivals') === '1' && { arrivals: served.arrivals() }) }),
  )
  routes.delete('/served', (c) => {
    served.reset()
    return c.json(served.read())
  })
  return routes
}

/** The fields of an outlet that a database needs. */
const listing = (outlet: OutletState, origin: string) => ({
  slug: outlet.slug,
  name: outlet.name,
  url: origin + outletPath(outlet),
  timezone: outlet.timezone,
  manner: outlet.manner,
})
