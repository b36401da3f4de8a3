import { z } from 'zod'
import type { Resolve } from '../context.ts'
import { Away, DomainTrouble } from '../endings/typed-errors.ts'
import { EdgesweepError } from '../errors.ts'
import { isAddress } from './check-target.ts'

const timeoutMs = 5_000
/** In seconds. The many requests of one page resolve a name once, however short its TTL is. */
const minTtl = 5
const maxTtl = 300
const maxNames = 1_000

/** Types of records and kinds of answers (RFC 1035, RFC 3596). */
const addressTypes = [1, 28]
const noError = 0
const serverFailure = 2
const noSuchName = 3

/** `application/dns-json`, as Cloudflare, Google and others answer. TTL in seconds. */
const answerSchema = z.object({
  Status: z.int(),
  Answer: z.array(z.object({ type: z.int(), TTL: z.number().nonnegative(), data: z.string() })).nullish(),
})

/** An answer, and when it expires (epoch ms). */
interface Known {
  addresses: Promise<string[]>
  until: number
}

/**
 * Resolves names by DNS over HTTPS (JSON) at `endpoint`, such as `https://cloudflare-dns.com/dns-query`. Caches an answer for its TTL (5
 * to 300 s) and shares a query in progress. Make one resolver per invocation: in workerd a request cannot wait for another request's
 * query. Throws `Away` when A or AAAA records could not be read, because they may contain a private address, and `DomainTrouble` when the
 * name's own servers fail.
 */
export function resolveOverHttps(options: { fetch: typeof fetch; endpoint: string; now(): number }): Resolve {
  const { fetch, endpoint, now } = options
  const { host, hostname } = new URL(endpoint)
  const known = new Map<string, Known>()

  async function ask(name: string, type: 'A' | 'AAAA') {
    const url = new URL(endpoint)
    url.searchParams.set('name', name)
    url.searchParams.set('type', type)
    const response = await fetch(url.href, {
      headers: { accept: 'application/dns-json' },
      redirect: 'manual',
      signal: AbortSignal.timeout(timeoutMs),
    })
    if (!response.ok) {
      await response.body?.cancel()
      throw new Error(`HTTP ${response.status}`)
    }
    const { Status, Answer } = answerSchema.parse(await response.json())
    if (Status === serverFailure) throw new ServerFailure(`DNS status ${Status} for ${type}`)
    if (Status !== noError && Status !== noSuchName) throw new Error(`DNS status ${Status} for ${type}`)
    return Answer ?? []
  }

  async function learn(name: string, entry: Known): Promise<string[]> {
    try {
      const records = (await Promise.all([ask(name, 'A'), ask(name, 'AAAA')])).flat()
      // The aliases that lead to an address have their own TTLs.
      const ttl = Math.min(...records.map(({ TTL }) => TTL), records.length > 0 ? maxTtl : minTtl)
      const addresses = records.filter(({ type }) => addressTypes.includes(type)).map(({ data }) => data)
      const odd = addresses.find((address) => !isAddress(address))
      if (odd !== undefined) throw new Error(`"${odd.slice(0, 100)}" is not an address`)
      entry.until = now() + Math.max(ttl, minTtl) * 1000
      return addresses
    } catch (error) {
      if (known.get(name) === entry) known.delete(name)
      const isDomains = error instanceof ServerFailure && (await knowsItself())
      const Fault = isDomains ? DomainTrouble : Away
      throw new Fault(`${name} could not be resolved by ${host}: ${reasonOf(error)}`, { cause: error })
    }
  }

  /** A resolver that fails for a name may be cut off itself. Its own name tells, if it has one. */
  const knowsItself = async () => !isAddress(hostname) && (await answers())

  const answers = () =>
    ask(isAddress(hostname) ? 'localhost' : hostname, 'A').then(
      () => true,
      () => false,
    )

  const resolve = async (asked: string) => {
    const name = dnsName(asked)
    const before = known.get(name)
    if (before && now() < before.until) return before.addresses
    known.delete(name)
    const entry: Known = { addresses: Promise.resolve([]), until: Number.POSITIVE_INFINITY }
    known.set(name, entry)
    if (known.size > maxNames) known.delete(known.keys().next().value!)
    entry.addresses = learn(name, entry)
    return entry.addresses
  }
  return Object.assign(resolve, { answers })
}

/** The resolver answered that it could not find out (SERVFAIL). */
class ServerFailure extends Error {}

/** The name in lower case and without the dot of the root. Throws `target_refused` when no host can have this name. */
function dnsName(asked: string): string {
  const name = asked.toLowerCase().replace(/\.$/, '')
  if (name.length > 253 || !/^[a-z0-9_-]{1,63}(\.[a-z0-9_-]{1,63})*$/.test(name))
    throw new EdgesweepError('target_refused', `"${asked.slice(0, 100)}" is not a valid DNS name`)
  return name
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  if (error.name === 'TimeoutError') return `no answer within ${timeoutMs / 1000} s`
  if (error instanceof z.ZodError || error instanceof SyntaxError) return 'the answer is not DNS in JSON'
  return error.cause instanceof Error ? `${error.message}: ${error.cause.message}` : error.message
}
