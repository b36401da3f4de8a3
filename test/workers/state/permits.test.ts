import { evictDurableObject, runInDurableObject } from 'cloudflare:test'
import { env } from 'cloudflare:workers'
import { domainReaderOf } from '@edgesweep/cloudflare/domain-reader.ts'
import type { LaneName } from '@edgesweep/core/lane/lane.ts'
import { expect, test } from 'vitest'
import { somePermits } from './a-job.ts'

/** The object of a domain with one slot. */
function someDomain() {
  const { stub, domain, permits } = somePermits()
  const ask = (lane: LaneName, patienceMs = 5_000) =>
    permits.askDomainPermit(lane, patienceMs, { slots: 1, delayMs: 0 })
  const take = async (lane: LaneName) => {
    const answer = await ask(lane)
    if (!answer.ok) throw new Error(answer.reason)
    return answer.token
  }
  return { stub, domain, permits, ask, take }
}

test('a domain’s object grants a returned permit to the next waiter, the live lane first', async () => {
  const { permits, take } = someDomain()
  const held = await take('bulk')
  const order: LaneName[] = []
  const waiting = (['bulk', 'interactive', 'live'] as const).map(async (lane) => {
    const token = await take(lane)
    order.push(lane)
    await permits.returnDomain(token, { type: 'answered' })
  })
  await permits.returnDomain(held, { type: 'answered' })
  await Promise.all(waiting)
  expect(order).toEqual(['live', 'interactive', 'bulk'])
})

test('a domain’s object refuses a request at the end of its wait, with the time for the next request', async () => {
  const { ask } = someDomain()
  await ask('bulk')
  const startedAt = Date.now()
  const refusal = await ask('bulk', 50)
  expect(Date.now() - startedAt).toBeGreaterThanOrEqual(49)
  expect(refusal).toMatchObject({
    ok: false,
    reason: '1 of 1 requests in flight',
  })
})

test('a domain’s object keeps its permits and its pause when it is evicted', async () => {
  const { stub, permits, take, ask } = someDomain()
  const first = await take('bulk')
  await evictDurableObject(stub)
  expect(await ask('bulk', 20)).toMatchObject({ ok: false })
  expect(await permits.returnDomain(first, { type: 'throttled', retryAfterMs: 90_000 })).toBeGreaterThan(89_000)
  await evictDurableObject(stub)
  expect(await ask('live', 20)).toMatchObject({
    ok: false,
    afterMs: expect.any(Number),
    reason: expect.stringContaining('it asked for a pause'),
  })
})

test('a domain’s object knows the robots.txt of each of its origins until it expires, even after an eviction', async () => {
  const { stub, permits } = someDomain()
  const file = (text: string, keptMs: number) => ({ text, unreachable: null, expiresAt: Date.now() + keptMs })
  const kept = file('User-agent: *', 60_000)
  await permits.keepRobots('https://shop.example', kept)
  await permits.keepRobots('http://shop.example', file('old', -1))
  await evictDurableObject(stub)
  expect(await permits.robots('https://shop.example')).toMatchObject({ text: kept.text, unreachable: null })
  expect(await permits.robots('http://shop.example')).toBeNull()
  expect(await permits.robots('https://other.example')).toBeNull()
})

test('a domain’s object keeps a robots.txt of half a megabyte', async () => {
  const { stub, permits } = someDomain()
  const file = { text: 'x'.repeat(512 * 1024), unreachable: null, expiresAt: Date.now() + 60_000 }
  await permits.keepRobots('https://shop.example', file)
  await evictDurableObject(stub)
  expect((await permits.robots('https://shop.example'))!.text).toHaveLength(512 * 1024)
})

test('a domain’s object without waiters stores no alarm', async () => {
  const { stub, take } = someDomain()
  await take('bulk')
  expect(await runInDurableObject(stub, (_, state) => state.storage.getAlarm())).toBeNull()
})

test('the object of all browsers lends a running browser again after an eviction, under a later token', async () => {
  const { stub, permits } = somePermits()
  const limits = {
    browsers: 2,
    contexts: 2,
    reservedForLive: 2,
    launchEveryMs: 0,
    maxAgeMs: 3_600_000,
    maxUses: 500,
    maxBytes: 1_000,
  }
  const ask = (lane: LaneName) => permits.askBrowser({ lane, patienceMs: 20, connected: [], limits, alive: null })
  const first = await ask('bulk')
  if (first.type !== 'launch') throw new Error(first.type)
  expect(await permits.browserLaunched(first.token, 'session-1')).toBe(true)
  await permits.returnBrowser(first.token, false, null)
  await evictDurableObject(stub)
  const again = await ask('interactive')
  expect(again).toMatchObject({ type: 'connect', sessionId: 'session-1', close: [] })
  expect(again.type === 'connect' && again.token > first.token).toBe(true)
})

test('a domain’s object that is busy appears in the index under its own name, and stays there during its pause when all objects are evicted', async () => {
  const { stub, domain, permits, take } = someDomain()
  const reader = domainReaderOf(env.PERMITS)
  const entry = async () => (await reader.busiest(1_000)).domains.find((one) => one.domain === domain)
  const held = await take('bulk')
  await permits.askDomainPermit('bulk', 0, { slots: 1, delayMs: 0, work: 'job_1' })
  await expect
    .poll(entry)
    .toMatchObject({ inFlight: 1, limit: 1, pause: null, held: [{ work: 'job_1', lane: 'bulk' }] })
  expect(await reader.use(domain)).toMatchObject({ inFlight: 1, waiting: { bulk: 1 } })
  await permits.returnDomain(held, { type: 'throttled', retryAfterMs: 600_000 })
  await expect.poll(entry).toMatchObject({ inFlight: 0, pause: { cause: 'retry-after' } })
  await evictDurableObject(stub)
  await evictDurableObject(env.PERMITS.get(env.PERMITS.idFromName('domains')))
  const { pause } = (await entry())!
  expect(pause!.leftMs).toBeGreaterThan(500_000)
  expect(pause!.leftMs).toBeLessThanOrEqual(600_000)
})
