import { Hono } from 'hono'

/** Serves the current `/robots.txt`. */
export function robotsRoutes(robots: RobotsFile): Hono {
  const routes = new Hono()
  routes.get('/robots.txt', () => {
    const { text, status } = robots
    return new Response(text, { status, headers: { 'content-type': 'text/plain; charset=UTF-8' } })
  })
  return routes
}

/** `/_town/robots`: GET returns text and status. PUT sets the text from its body and the status from `?status=` (default 200). */
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

/** The answer to `/robots.txt`. */
interface RobotsFile {
  text: string
  status: number
}

/** Allows everything. */
export const openToAll = 'User-agent: *\nAllow: /\n'
