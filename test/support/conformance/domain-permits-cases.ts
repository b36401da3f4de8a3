import type { DomainPermits } from '@edgesweep/core/context.ts'
import { expect } from 'vitest'
import type { PortCase } from './port-case.ts'

/** Opens the port as a process or an invocation does. */
type OpenDomains = () => DomainPermits

/** A domain that no other test uses. */
const someDomain = () => `shop-${crypto.randomUUID()}.example`
const twoSlots = { slots: 2, delayMs: 0 }

/** Reads a robots.txt that may be kept for `keptMs` through the port, and counts its fetches. */
function someRobots(domain: string, keptMs = 60_000) {
  let fetches = 0
  const fetchFile = async () => {
    fetches += 1
    await new Promise((resolve) => setTimeout(resolve, 5))
    return { text: 'User-agent: *', unreachable: null, expiresAt: Date.now() + keptMs }
  }
  const read = (domains: DomainPermits) => domains.robots(domain, `https://${domain}`, fetchFile)
  return { read, fetches: () => fetches }
}

/** The rules of every `DomainPermits`. */
export const domainPermitsCases: Array<PortCase<OpenDomains>> = [
  {
    name: 'all callers share the permits of a domain, and another domain has its own',
    async run(open) {
      const domains = open()
      const [one, other] = [someDomain(), someDomain()]
      const ask = (domain: string, patienceMs = 0) => domains.ask(domain, 'bulk', patienceMs, twoSlots)
      const [first, second] = [await ask(one), await ask(one)]
      expect([first.ok, second.ok]).toEqual([true, true])
      expect(await ask(one)).toMatchObject({ ok: false, reason: expect.stringContaining('2 of 2 requests in flight') })
      expect(await ask(other)).toMatchObject({ ok: true })
      if (!first.ok) return
      await domains.renew(one, first.token)
      const third = ask(one, 5_000)
      expect(await domains.giveBack(one, first.token, { type: 'answered' })).toBe(0)
      expect(await third).toMatchObject({ ok: true })
    },
  },
  {
    name: 'the return of a permit and the next refusals report the pause of the domain',
    async run(open) {
      const domains = open()
      const domain = someDomain()
      const permit = await domains.ask(domain, 'bulk', 0, twoSlots)
      if (!permit.ok) throw new Error(permit.reason)
      const pausedMs = await domains.giveBack(domain, permit.token, { type: 'throttled', retryAfterMs: 60_000 })
      expect(pausedMs).toBeGreaterThan(55_000)
      const reason = expect.stringContaining('it asked for a pause')
      expect(await domains.ask(domain, 'live', 0, twoSlots)).toMatchObject({ ok: false, reason })
    },
  },
  {
    name: 'concurrent readers of a robots.txt share one fetch',
    async run(open) {
      const domains = open()
      const { read, fetches } = someRobots(someDomain())
      const files = await Promise.all(Array.from({ length: 8 }, () => read(domains)))
      expect(new Set(files.map(({ text }) => text))).toEqual(new Set(['User-agent: *']))
      await read(domains)
      expect(fetches()).toBe(1)
    },
  },
  {
    name: 'a robots.txt is fetched again after it has expired',
    async run(open) {
      const domains = open()
      const { read, fetches } = someRobots(someDomain(), 0)
      await read(domains)
      await read(domains)
      expect(fetches()).toBe(2)
    },
  },
  {
    name: 'a robots.txt that could not be fetched is fetched again by the next reader',
    async run(open) {
      const domains = open()
      const domain = someDomain()
      const { read, fetches } = someRobots(domain)
      const failing = domains.robots(domain, `https://${domain}`, () => Promise.reject(new Error('no permit')))
      await expect(failing).rejects.toThrow('no permit')
      expect((await read(domains)).text).toBe('User-agent: *')
      expect(fetches()).toBe(1)
    },
  },
]
