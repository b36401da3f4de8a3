import { Hono } from 'hono'
import {
  attemptPage,
  attempts,
  foreignScriptPage,
  framePage,
  metaRedirectPage,
  scriptRedirectPage,
} from '../pages/odd-address-pages.ts'
import { readAddress, readChoice } from './read-parameter.ts'

const redirects = ['301', '302', '303', '307', '308'] as const

/**
 * Pages that lead to an address from the query: `/redirect?to=&status=`, `/script-redirect?to=`, `/meta-redirect?to=`, `/frame?src=` and
 * `/script?src=`; and `/fetch`, `/socket`, `/popup` and `/worker`, each with `?url=`, which show the outcome.
 */
export function oddAddressRoutes(): Hono {
  const routes = new Hono()
  routes.get('/redirect', (c) => {
    const to = readAddress('to', c.req.query('to'))
    const status = Number(readChoice('status', c.req.query('status') ?? '302', redirects))
    return new Response(null, { status, headers: { location: to } })
  })
  routes.get('/script-redirect', (c) => c.html(scriptRedirectPage(readAddress('to', c.req.query('to')))))
  routes.get('/meta-redirect', (c) => c.html(metaRedirectPage(readAddress('to', c.req.query('to')))))
  routes.get('/frame', (c) => c.html(framePage(readAddress('src', c.req.query('src')))))
  routes.get('/script', (c) => c.html(foreignScriptPage(readAddress('src', c.req.query('src')))))
  for (const how of attempts) {
    routes.get(`/${how}`, (c) => c.html(attemptPage(how, readAddress('url', c.req.query('url')))))
  }
  return routes
}
