import { createRoute, type RouteConfig } from '@hono/zod-openapi'
import { knownParameters } from './known-parameters.ts'
import { type BodySize, limitBody } from './limit-body.ts'
import { rejectUnstorable, rejectUnstorableBody } from './reject-unstorable.ts'
import { requireKey, requireKeyOrStreamToken, type Scope } from './require-key.ts'

/** The access rule and the body limit of a route. */
interface Guard {
  /** `anyone`: no key needed. `stream`: a key with the scope `read`, or a stream token of the job. */
  access: Scope | 'anyone' | 'stream'
  /** Default: `json`. */
  bodySize?: BodySize
}

/** Defines a route for the OpenAPI document, with its checks as middleware. A route without `access` does not compile. */
export function defineRoute<
  const P extends string,
  const R extends Guard & Omit<RouteConfig, 'path' | 'middleware'> & { path: P },
>(route: R) {
  const { access, bodySize = 'json', ...described } = route
  const key = access === 'stream' ? [requireKeyOrStreamToken] : access === 'anyone' ? [] : [requireKey(access)]
  const middleware = [
    ...key,
    rejectUnstorable,
    knownParameters(route.request?.query),
    limitBody(bodySize),
    ...(bodySize === 'file' ? [] : [rejectUnstorableBody]),
  ]
  // The cast keeps `R`, from which the handler's types are inferred. The middleware adds no types.
  return createRoute<P, R>({ ...described, middleware } as unknown as R)
}
