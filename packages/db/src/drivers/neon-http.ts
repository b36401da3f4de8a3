import { neon, neonConfig } from '@neondatabase/serverless'
import { drizzle, type NeonHttpDatabase } from 'drizzle-orm/neon-http'

type Endpoint = Exclude<typeof neonConfig.fetchEndpoint, string>

const relays = new Map<string, string>()

/** The driver has one endpoint setting for all connections, so this function looks up the relay of each database host. */
const endpointOf: Endpoint = (host, port, options) => {
  const relay = relays.get(`${host}:${port}`)
  if (relay) return `http://${relay}/sql`
  const neonEndpoint = neonConfig.defaults.fetchEndpoint
  return typeof neonEndpoint === 'string' ? neonEndpoint : neonEndpoint(host, port, options)
}

/**
 * Connects to Neon over HTTP: one statement for each round trip, and no connection to close.
 *
 * @param options.proxy host:port of a relay in front of a Postgres that is not Neon's; empty for Neon itself
 * @param options.signal aborts running statements; they then fail as if the database were unreachable
 */
export function connectNeonHttp(
  url: string,
  { proxy, signal }: { proxy?: string; signal?: AbortSignal } = {},
): NeonHttpDatabase {
  // The error of `new URL` contains its input, and with it the password.
  if (!URL.canParse(url))
    throw new Error('A database URL is not a connection string like postgres://user:password@host/database.')
  const { hostname, port } = new URL(url)
  if (proxy) {
    relays.set(`${hostname}:${port}`, proxy)
    neonConfig.fetchEndpoint = endpointOf
  }
  return drizzle(neon(url, signal ? { fetchOptions: { signal } } : {}))
}
