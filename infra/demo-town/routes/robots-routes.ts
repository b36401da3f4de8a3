import { Hono } from 'hono'
import type { RobotsFile } from '../machine/robots-file.ts'

/** `/robots.txt` as it was last set. */
export function robotsRoutes(robots: RobotsFile): Hono {
  const routes = new Hono()
  routes.get('/robots.txt', () => {
    const { text, status } = robots
    return new Response(text, { status, headers: { 'content-type': 'text/plain; charset=UTF-8' } })
  })
  return routes
}

/** `/_town/robots`: GET tells text and status; PUT sets the text from its body, and the status from `?status=` (200 without it). */
export function robotsControl(robots: RobotsFile): Hono {
  const routes = new Hono()
  routes.get('/robots', (c) => c.json(robots))
  routes.put('/robots', async (c) => {
    const status = Number(c.req.query('status') ?? '200')
    if (status !== 200 && !(Number.isInteger(status) && status >= 400 && status <= 599)) {
      return c.json({ error: '`status` must be 200, or a whole number from 400 to 599' }, 400)
    }
    robots.text = await c.req.text()
    robots.status = status
    return c.json(robots)
  })
  return routes
}
