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
  /** host:port pairs that may be reached although they are not on the public internet. */
  allowed: string[]
  /** `lookupOnMachine` when not given. */
  lookup?: Resolve
}

export type Egress = {
  /** Origin of the proxy, as a browser's `--proxy-server` takes it. */
  proxy: string
  /** The endpoint for `resolveOverHttps`. */
  resolver: string
  close(): Promise<void>
}

/**
 * What a host's browsers and Workers reach the outside through, on one port: a forward proxy that connects only to public addresses and to what is
 * `allowed`, and a resolver. The proxy answers 403 to what it refuses and 502 to a name without an address, each with a `Proxy-Status` (RFC 9209)
 * of `edgesweep`, which tells its answers from a site's.
 */
export async function startEgress({ host, port, allowed, lookup = lookupOnMachine }: EgressOptions): Promise<Egress> {
  // A kept connection could be older than what the name resolves to now.
  const httpAgent = new Agent({ keepAlive: false })
  const server = new EgressServer(getRequestListener(createResolver(lookup).fetch), {
    host,
    port,
    async prepareRequestFunction(asked) {
      const addresses = await admitConnection(targetOf(asked), allowed, lookup).catch(refuse)
      // Who left meanwhile would leave a connection behind that nobody ends.
      if (asked.request.socket.destroyed) throw new RequestError('the caller is gone\n', 499)
      return { dnsLookup: only(addresses), httpAgent }
    },
  })
  await server.listen()
  const origin = `http://${host}:${server.port}`
  return { proxy: origin, resolver: `${origin}/dns-query`, close: () => server.close(true) }
}

type Listener = (request: IncomingMessage, response: ServerResponse) => Promise<void>

/** A proxy that answers requests for a mere path itself: those are not to be passed on (RFC 9112, 3.2.1). */
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

/** What is to be reached, as a URL. A tunnel's content is not known; its host is taken as the proxy will take it. */
const targetOf = ({ isHttp, request, hostname, port }: PrepareRequestFunctionOpts): string =>
  isHttp ? (request.url ?? '') : `https://${hostname}:${port}`

function refuse(error: unknown): never {
  if (error instanceof EdgesweepError)
    throw new RequestError(`${error.message}\n`, 403, { 'proxy-status': 'edgesweep; error=destination_ip_prohibited' })
  throw new RequestError(`${(error as Error).message}\n`, 502, { 'proxy-status': 'edgesweep; error=dns_error' })
}

/** A lookup that knows these addresses for every name, in both of the forms that `net` asks for. */
function only(addresses: string[]): typeof lookup {
  const found = addresses.map((address) => ({ address, family: isIP(address) }))
  const answer: LookupFunction = (_name, { all }, callback) =>
    all ? callback(null, found) : callback(null, found[0]!.address, found[0]!.family)
  return answer as typeof lookup
}
