import { type Egress, startEgress } from '@edgesweep/infra/local/egress/start-egress.ts'

/** A public name, and the port of the local server behind it. */
export interface Names {
  /** `host:port` of pages that a resolver must be asked for. */
  host: string
  /** The resolver that Workers ask. */
  resolver: string
  /** The proxy of the browsers. */
  proxy: string
  /** Whether the resolver answers that it cannot find out. */
  fails: boolean
  /** The questions so far. */
  asked: number
  close(): Promise<void>
}

const name = 'shop.faults.example'
const publicAddress = '93.184.216.34'

/**
 * A resolver that can fail, for a name that leads to a local server: Workers hear that its address is public, and the browsers' proxy connects to
 * this machine.
 */
export async function startNames(port: number, allowed: string[]): Promise<Names> {
  const host = `${name}:${port}`
  const listen = { host: '127.0.0.1', port: 0 }
  const parts: Egress[] = []
  const names: Names = {
    host,
    resolver: '',
    proxy: '',
    fails: false,
    asked: 0,
    close: async () => void (await Promise.all(parts.map((part) => part.close()))),
  }
  const resolver = await startEgress({
    ...listen,
    allowed: [],
    lookup: async () => {
      names.asked += 1
      if (names.fails) throw new Error('the resolver is cut off')
      return [publicAddress]
    },
  })
  const proxy = await startEgress({ ...listen, allowed: [host, ...allowed], lookup: async () => ['127.0.0.1'] })
  parts.push(resolver, proxy)
  return Object.assign(names, { resolver: resolver.resolver, proxy: proxy.proxy })
}
