import { env } from 'cloudflare:workers'
import { domainPermitsOf } from '@edgesweep/cloudflare/domain-permits.ts'
import { expect, test } from 'vitest'
import { domainPermitsCases } from '../../support/conformance/domain-permits-cases.ts'

const open = (now: () => number = Date.now) => domainPermitsOf(env.PERMITS, now)

test.each(domainPermitsCases)('in Durable Objects: $name', ({ run }) => run(open))

test('an invocation uses the robots.txt that another invocation has fetched', async () => {
  const domain = 'shop-of-two-invocations.example'
  const file = { text: 'User-agent: *', unreachable: null, expiresAt: Date.now() + 60_000 }
  await open().robots(domain, `https://${domain}`, async () => file)
  const known = await open().robots(domain, `https://${domain}`, () => Promise.reject(new Error('it is fetched again')))
  expect(known).toEqual(file)
})
