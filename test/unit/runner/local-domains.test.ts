import { systemDeskClock } from '@edgesweep/core/desk-clock.ts'
import { localDomains } from '@edgesweep/runner/local-domains.ts'
import { expect, test } from 'vitest'
import { domainPermitsCases } from '../../support/conformance/domain-permits-cases.ts'

test.each(domainPermitsCases)('in one process: $name', ({ run }) => run(() => localDomains(systemDeskClock)))

test('a domain that requested a pause is remembered while 1,100 others are visited', async () => {
  const domains = localDomains(systemDeskClock)
  const terms = { slots: 1, delayMs: 0 }
  const asked = await domains.ask('tired.example', 'bulk', 0, terms)
  const pause = { type: 'throttled', retryAfterMs: 60_000 } as const
  if (asked.ok) await domains.giveBack('tired.example', asked.token, pause)
  for (let n = 0; n < 1_100; n++) {
    const permit = await domains.ask(`shop-${n}.example`, 'bulk', 0, terms)
    if (permit.ok) await domains.giveBack(`shop-${n}.example`, permit.token, { type: 'answered' })
  }
  expect(await domains.ask('tired.example', 'bulk', 0, terms)).toMatchObject({
    ok: false,
    reason: expect.stringContaining('it asked for a pause'),
  })
})
