import { createRoute, type RouteConfig } from '@hono/zod-openapi'
import { type BodySize, limitBody } from './limit-body.ts'
import { refuseNul } from './refuse-nul.ts'
import { requireKey, requireKeyOrStreamToken, type Scope } from './require-key.ts'

/** Who may call a route, and how large its body may be. */
interface Guard {
  /** `anyone`: no key is needed; `stream`: a key with the scope `read`, or a stream token of the job. */
  access: Scope | 'anyone' | 'stream'
  /** `json` where it is left out. */
  bodySize?: BodySize
}

/** Describes a route for the OpenAPI document, with its checks in front of it. A route without `access` does not compile. */
export function defineRoute<
  const P extends string,
  const R extends Guard & Omit<RouteConfig, 'path' | 'middleware'> & { path: P },
>(route: R) {
  const { access, bodySize = 'json', ...described } = route
  const key = access === 'stream' ? [requireKeyOrStreamToken] : access === 'anyone' ? [] : [requireKey(access)]
  const middleware = [...key, refuseNul, limitBody(bodySize)]
  // The type of the route is `R`: the handler's types are read from it, and the checks in front add none.
  return createRoute<P, R>({ ...described, middleware } as unknown as R)
}
