import { isIP } from 'node:net'
import type { Resolve } from '@edgesweep/core/context.ts'
import { Hono } from 'hono'

/** In seconds. A lookup on the machine has no TTL of its own. */
const ttl = 5
const families = { A: { type: 1, version: 4 }, AAAA: { type: 28, version: 6 } }
const noError = 0
const serverFailure = 2
const noSuchName = 3

/**
 * Answers `GET /dns-query?name=…&type=A|AAAA` with DNS in JSON from `lookup`, so that Workers use the resolver of their host. Source of the format:
 * developers.google.com/speed/public-dns/docs/doh/json.
 */
export function createResolver(lookup: Resolve): Hono {
  return new Hono().get('/dns-query', async (c) => {
    const name = c.req.query('name')
    const family = c.req.query('type') ?? 'A'
    if (!name || (family !== 'A' && family !== 'AAAA')) return c.text('Use ?name=…&type=A or type=AAAA.\n', 400)
    const { type, version } = families[family]
    const answer = await lookup(name).then(
      (addresses) => ({
        Status: addresses.length > 0 ? noError : noSuchName,
        Answer: addresses.filter((data) => isIP(data) === version).map((data) => ({ name, type, TTL: ttl, data })),
      }),
      (error: Error) => ({ Status: serverFailure, Comment: error.message }),
    )
    return c.body(JSON.stringify(answer), 200, { 'content-type': 'application/dns-json' })
  })
}
