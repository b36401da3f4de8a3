import { Hono } from 'hono'
import { type Breakage, breakages } from '../machine/broken-page.ts'
import type { Town } from '../machine/town.ts'

/**
 * `/_town/breakages`: GET returns the broken outlets by slug. `PUT …/:slug?how=` breaks an outlet until `DELETE …/:slug` repairs it. The routes of
 * outlets read `broken`.
 */
export function breakageControl(town: Town, broken: Map<string, Breakage>): Hono {
  const routes = new Hono()
  const state = () => Object.fromEntries(broken)
  routes.get('/breakages', (c) => c.json(state()))
  routes.put('/breakages/:slug', (c) => {
    const slug = c.req.param('slug')
    const how = breakages.find((one) => one === c.req.query('how'))
    if (how === undefined) return c.json({ error: `\`how\` must be one of ${breakages.join(', ')}` }, 400)
    if (!town.at(0).some((outlet) => outlet.slug === slug)) return c.json({ error: `there is no outlet ${slug}` }, 404)
    broken.set(slug, how)
    return c.json(state())
  })
  routes.delete('/breakages/:slug', (c) => {
    broken.delete(c.req.param('slug'))
    return c.json(state())
  })
  return routes
}
