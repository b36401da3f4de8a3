import { systemDeskClock } from '@edgesweep/core/desk-clock.ts'
import { localDomains } from '@edgesweep/runner/local-domains.ts'
import { expect, test } from 'vitest'

const terms = (slots: number) => ({ slots, delayMs: 0 })

test('the workers of a process get as many permits as a domain has slots, and the next one after a return', async () => {
  const domains = localDomains(systemDeskClock)
  const first = await domains.ask('shop.example', 'bulk', 0, terms(2))
  const second = await domains.ask('shop.example', 'bulk', 0, terms(2))
  expect([first.ok, second.ok]).toEqual([true, true])
  expect((await domains.ask('shop.example', 'bulk', 0, terms(2))).ok).toBe(false)
  expect((await domains.ask('other.example', 'bulk', 0, terms(2))).ok).toBe(true)
  const third = domains.ask('shop.example', 'bulk', 5_000, terms(2))
  if (first.ok) await domains.giveBack('shop.example', first.token, { type: 'answered' })
  expect((await third).ok).toBe(true)
})

test('a domain that requested a pause is remembered while 1,100 others are visited', async () => {
  const domains = localDomains(systemDeskClock)
  const asked = await domains.ask('tired.example', 'bulk', 0, terms(1))
  const pause = { type: 'throttled', retryAfterMs: 60_000 } as const
  if (asked.ok) await domains.giveBack('tired.example', asked.token, pause)
  for (let n = 0; n < 1_100; n++) {
    const permit = await domains.ask(`shop-${n}.example`, 'bulk', 0, terms(1))
    if (permit.ok) await domains.giveBack(`shop-${n}.example`, permit.token, { type: 'answered' })
  }
  expect(await domains.ask('tired.example', 'bulk', 0, terms(1))).toMatchObject({
    ok: false,
    reason: expect.stringContaining('it asked for a pause'),
  })
})

test('concurrent requests share one read of robots.txt, and it is read again after a failure or its expiry', async () => {
  let now = 0
  const domains = localDomains({ ...systemDeskClock, now: () => now })
  let reads = 0
  const read = async () => {
    reads += 1
    if (reads === 1) throw new Error('no permit')
    return { text: '', unreachable: null, expiresAt: now + 1_000 }
  }
  const ask = () => domains.robots('shop.example', 'https://shop.example', read)
  await expect(ask()).rejects.toThrow('no permit')
  await Promise.all([ask(), ask(), ask()])
  await ask()
  expect(reads).toBe(2)
  now = 1_001
  await ask()
  expect(reads).toBe(3)
})
