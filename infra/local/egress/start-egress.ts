import type { lookup } from 'node:dns'
import { Agent, type IncomingMessage, type ServerResponse } from 'node:http'
import { isIP, type LookupFunction } from 'node:net'
import type { Resolve } from '@edgesweep/core/context.ts'
import { EdgesweepError } from '@edgesweep/core/errors.ts'
import { lookupOnMachine } from '@edgesweep/runner/lookup-on-machine.ts'
import { getRequestListener } from '@hono/node-server'
import { type PrepareRequestFunctionOpts, RequestError, Server } from 'proxy-chain'
import { admitConnection } from './admit-connection.ts'
import { createResolver } from './create-resolver.ts'

export type EgressOptions = {
  host: string
  /** 0 takes any free port. */
  port: number
  /** `host:port` pairs outside the public internet that may still be reached. */
  allowed: string[]
  /** Default: `lookupOnMachine`. */
  lookup?: Resolve
}

export type Egress = {
  /** The origin of the proxy, for a browser's `--proxy-server`. */
  proxy: string
  /** The endpoint for `resolveOverHttps`. */
  resolver: string
  close(): Promise<void>
}

/**
 * Starts a forward proxy for browsers, and a resolver for Workers, on one port. The proxy connects only to public addresses and to those in
 * `allowed`. It answers 403 to a refused address and 502 to a name without an address. `Proxy-Status: edgesweep` (RFC 9209) marks these answers.
 */
export async function startEgress({ host, port, allowed, lookup = lookupOnMachine }: EgressOptions): Promise<Egress> {
  // No keep-alive, because a kept connection would skip the check of the name.
  const httpAgent = new Agent({ keepAlive: false })
  const server = new EgressServer(getRequestListener(createResolver(lookup).fetch), {
    host,
    port,
    async prepareRequestFunction(prepared) {
      const addresses = await admitConnection(targetOf(prepared), allowed, lookup).catch(refuse)
      // For a disconnected caller, the proxy would open a connection that nothing closes.
      if (prepared.request.socket.destroyed) throw new RequestError('the caller is gone\n', 499)
      return { dnsLookup: only(addresses), httpAgent }
    },
  })
  await server.listen()
  const origin = `http://${host}:${server.port}`
  return { proxy: origin, resolver: `${origin}/dns-query`, close: () => server.close(true) }
}

type Listener = (request: IncomingMessage, response: ServerResponse) => Promise<void>

/** A proxy that answers requests in origin form itself. Requests to forward have the absolute form (RFC 9112, 3.2). */
class EgressServer extends Server {
  readonly #answer: Listener

  constructor(answer: Listener, options: ConstructorParameters<typeof Server>[0]) {
    super(options)
    this.#answer = answer
  }

  override async onRequest(request: IncomingMessage, response: ServerResponse): Promise<void> {
    await (request.url?.startsWith('/') ? this.#answer(request, response) : super.onRequest(request, response))
  }
}

/** The target as a URL. The content of a tunnel is unknown, so only its host and port are checked. */
const targetOf = ({ isHttp, request, hostname, port }: PrepareRequestFunctionOpts): string =>
  isHttp ? (request.url ?? '') : `https://${hostname}:${port}`

function refuse(error: unknown): never {
  if (error instanceof EdgesweepError)
    throw new RequestError(`${error.message}\n`, 403, { 'proxy-status': 'edgesweep; error=destination_ip_prohibited' })
  throw new RequestError(`${(error as Error).message}\n`, 502, { 'proxy-status': 'edgesweep; error=dns_error' })
}

/** A `lookup` function that returns these addresses for every name, in both forms that `net` requests. */
function only(addresses: string[]): typeof lookup {
  const found = addresses.map((address) => ({ address, family: isIP(address) }))
  const answer: LookupFunction = (_name, { all }, callback) =>
    all ? callback(null, found) : callback(null, found[0]!.address, found[0]!.family)
  return answer as typeof lookup
}
