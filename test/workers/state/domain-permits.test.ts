import { env } from 'cloudflare:workers'
import { domainPermitsOf } from '@edgesweep/cloudflare/domain-permits.ts'
import { expect, test } from 'vitest'
import { domainPermitsCases } from '../../support/conformance/domain-permits-cases.ts'

const open = (aheadMs = 0) => domainPermitsOf(env.PERMITS, () => Date.now() + aheadMs)

test.each(domainPermitsCases)('in Durable Objects: $name', ({ run }) => run(() => open()))

test.each([0, -3_600_000, 3_600_000])(
  'an invocation uses the robots.txt that another invocation has fetched, although its clock is %i ms ahead',
  async (aheadMs) => {
    const domain = `shop-of-two-invocations${aheadMs}.example`
    const file = { text: 'User-agent: *', unreachable: null, expiresAt: Date.now() + 60_000 }
    await open().robots(domain, `https://${domain}`, async () => file)
    const again = () => Promise.reject(new Error('it is fetched again'))
    const known = await open(aheadMs).robots(domain, `https://${domain}`, again)
    expect(known).toMatchObject({ text: file.text, unreachable: null })
    const leftMs = known.expiresAt - (Date.now() + aheadMs)
    expect(leftMs).toBeGreaterThan(50_000)
    expect(leftMs).toBeLessThanOrEqual(60_000)
  },
)
