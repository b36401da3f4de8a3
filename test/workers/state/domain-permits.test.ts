import { env } from 'cloudflare:workers'
import { domainPermitsOf } from '@edgesweep/cloudflare/domain-permits.ts'
import type { RobotsFile } from '@edgesweep/core/visit/shared-robots.ts'
import { expect, test } from 'vitest'

let names = 0

/** The permits of one invocation, and a robots.txt that counts how often it is fetched. */
function invocation(domain: string, fetched: string[] = [], now = () => Date.now()) {
  const domains = domainPermitsOf(env.PERMITS, now)
  const read = async (): Promise<RobotsFile> => {
    fetched.push(domain)
    await new Promise((resolve) => setTimeout(resolve, 5))
    return { text: 'User-agent: *', unreachable: null, expiresAt: now() + 60_000 }
  }
  return { domains, fetched, read, robots: () => domains.robots(domain, `https://${domain}`, read) }
}
const someDomain = () => `shop-${++names}.example`

test('eight pages that need a robots.txt at once fetch it once', async () => {
  const { fetched, robots } = invocation(someDomain())
  const files = await Promise.all(Array.from({ length: 8 }, robots))
  expect(new Set(files.map(({ text }) => text))).toEqual(new Set(['User-agent: *']))
  expect(fetched).toHaveLength(1)
})

test('what one invocation has fetched, another knows', async () => {
  const domain = someDomain()
  const fetched: string[] = []
  await invocation(domain, fetched).robots()
  await invocation(domain, fetched).robots()
  expect(fetched).toHaveLength(1)
})

test('a robots.txt that has expired is fetched again', async () => {
  const domain = someDomain()
  const fetched: string[] = []
  let now = Date.now() - 120_000
  const { robots } = invocation(domain, fetched, () => now)
  await robots()
  now = Date.now()
  await robots()
  expect(fetched).toHaveLength(2)
})

test('a fetch that fails is nobody’s but theirs who asked: the next one tries again', async () => {
  const domain = someDomain()
  const { domains, robots, fetched } = invocation(domain)
  const failing = () => domains.robots(domain, `https://${domain}`, () => Promise.reject(new Error('no permit')))
  await expect(failing()).rejects.toThrow('no permit')
  expect((await robots()).text).toBe('User-agent: *')
  expect(fetched).toHaveLength(1)
})

test('a permit is asked for, renewed and given back at the domain’s own object', async () => {
  const [one, other] = [someDomain(), someDomain()]
  const { domains } = invocation(one)
  const ask = (domain: string) => domains.ask(domain, 'bulk', 20, { slots: 1, delayMs: 0 })
  const permit = await ask(one)
  if (!permit.ok) throw new Error(permit.reason)
  expect(await ask(one)).toMatchObject({ ok: false })
  expect(await ask(other)).toMatchObject({ ok: true })
  await domains.renew(one, permit.token)
  expect(await domains.giveBack(one, permit.token, { type: 'answered' })).toBe(0)
  expect(await ask(one)).toMatchObject({ ok: true })
})
