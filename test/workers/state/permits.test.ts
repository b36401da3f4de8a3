import { evictDurableObject, runInDurableObject } from 'cloudflare:test'
import type { BrowserAsk } from '@edgesweep/cloudflare/objects.ts'
import type { Lane } from '@edgesweep/core/lane/lane.ts'
import { describe, expect, test } from 'vitest'
import { somePermits } from './a-job.ts'

const one = { slots: 1, delayMs: 0 }
const answered = { type: 'answered' } as const

describe('a domain', () => {
  const somewhere = () => {
    const { stub, permits } = somePermits()
    const ask = async (lane: Lane, patienceMs = 5_000, terms = one) => {
      const answer = await permits.askDomainPermit(lane, patienceMs, terms)
      return answer.ok ? answer.token : answer
    }
    return { stub, permits, ask, granted: (lane: Lane) => ask(lane) as Promise<string> }
  }

  test('gives a permit that comes back to whoever waits, the live lane first', async () => {
    const { permits, granted } = somewhere()
    const held = await granted('bulk')
    const order: Lane[] = []
    const waiting = (['bulk', 'interactive', 'live'] as const).map(async (lane) => {
      const token = await granted(lane)
      order.push(lane)
      await permits.returnDomain(token, answered)
    })
    await permits.returnDomain(held, answered)
    await Promise.all(waiting)
    expect(order).toEqual(['live', 'interactive', 'bulk'])
  })

  test('answers by the end of one’s patience, with the time from which asking again makes sense', async () => {
    const { ask } = somewhere()
    await ask('bulk')
    const startedAt = Date.now()
    const refusal = await ask('bulk', 50)
    expect(Date.now() - startedAt).toBeGreaterThanOrEqual(49)
    expect(refusal).toMatchObject({ ok: false, reason: expect.stringMatching(/^1 of 1 in flight, next permit in \d/) })
  })

  test('keeps its permits, its pace and its pause when its process ends', async () => {
    const { stub, permits, granted, ask } = somewhere()
    const first = await granted('bulk')
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

  test('gives no token twice, also after its process has ended', async () => {
    const { stub, permits, granted } = somewhere()
    const tokens: string[] = []
    for (let round = 0; round < 3; round++) {
      const token = await granted('bulk')
      tokens.push(token)
      await permits.returnDomain(token, answered)
      await evictDurableObject(stub)
    }
    expect(new Set(tokens).size).toBe(3)
    expect(tokens.toSorted()).toEqual(tokens)
  })

  test('says at once that waiting is in vain where robots.txt asks for a long pause between requests', async () => {
    const { permits, ask } = somewhere()
    const slow = { slots: 2, delayMs: 30_000 }
    const token = (await ask('bulk', 2_000, slow)) as string
    await permits.returnDomain(token, answered)
    const [next, after] = [await ask('bulk', 2_000, slow), await ask('bulk', 2_000, slow)]
    expect(next).toMatchObject({ reason: expect.stringContaining('its robots.txt asks for 30 s between requests') })
    const apart = (after as { afterMs: number }).afterMs - (next as { afterMs: number }).afterMs
    expect(Math.abs(apart - 30_000)).toBeLessThan(1_000)
  })

  test('knows the robots.txt of each of its origins until it expires, also after its process has ended', async () => {
    const { stub, permits } = somewhere()
    const file = (text: string, keptMs: number) => ({ text, unreachable: null, expiresAt: Date.now() + keptMs })
    const kept = file('User-agent: *', 60_000)
    await permits.keepRobots('https://shop.example', kept)
    await permits.keepRobots('http://shop.example', file('old', -1))
    await evictDurableObject(stub)
    expect(await permits.robots('https://shop.example')).toEqual(kept)
    expect(await permits.robots('http://shop.example')).toBeNull()
    expect(await permits.robots('https://other.example')).toBeNull()
  })

  test('keeps a robots.txt of half a megabyte', async () => {
    const { stub, permits } = somewhere()
    const file = { text: 'x'.repeat(512 * 1024), unreachable: null, expiresAt: Date.now() + 60_000 }
    await permits.keepRobots('https://shop.example', file)
    await evictDurableObject(stub)
    expect((await permits.robots('https://shop.example'))!.text).toHaveLength(512 * 1024)
  })

  test('that nobody waits for stores no alarm', async () => {
    const { stub, granted } = somewhere()
    await granted('bulk')
    expect(await runInDurableObject(stub, (_, state) => state.storage.getAlarm())).toBeNull()
  })
})

describe('browsers', () => {
  const limits = {
    browsers: 2,
    contexts: 2,
    reservedForLive: 2,
    launchEveryMs: 0,
    maxAgeMs: 3_600_000,
    maxUses: 500,
    maxBytes: 1_000,
  }

  /** All browsers, with one up that a bulk asker holds a slot of. */
  async function someBrowsers() {
    const { stub, permits } = somePermits()
    const ask = (lane: Lane, changes: Partial<BrowserAsk> = {}) =>
      permits.askBrowser({ lane, patienceMs: 20, connected: [], limits, alive: null, ...changes })
    const first = await ask('bulk')
    if (first.type !== 'launch') throw new Error(first.type)
    expect(await permits.browserLaunched(first.token, 'session-1')).toBe(true)
    return { stub, permits, ask, token: first.token }
  }

  test('are shared by their contexts, and some of these are always left for the live lane', async () => {
    const { ask } = await someBrowsers()
    expect(await ask('interactive')).toMatchObject({ type: 'connect', sessionId: 'session-1' })
    expect(await ask('bulk')).toMatchObject({ type: 'refused' })
    expect(await ask('live')).toMatchObject({ type: 'launch' })
  })

  test('tell what is lent of them to which lane, and who waits', async () => {
    expect(await somePermits().permits.browserUse()).toBeNull()
    const { permits, ask } = await someBrowsers()
    await ask('interactive')
    const waiting = ask('bulk', { patienceMs: 2_000 })
    expect(await permits.browserUse()).toEqual({
      sessions: 1,
      mostSessions: 2,
      lent: { live: 0, interactive: 1, bulk: 1 },
      mostLent: 4,
      reservedForLive: 2,
      waiting: { live: 0, interactive: 0, bulk: 1 },
    })
    await waiting
  })

  test('come back warm, also when the process that lent them has ended', async () => {
    const { stub, permits, ask, token } = await someBrowsers()
    await permits.returnBrowser(token, false, null)
    await evictDurableObject(stub)
    const again = await ask('interactive')
    expect(again).toMatchObject({ type: 'connect', sessionId: 'session-1', close: [] })
    expect(again.type === 'connect' && again.token > token).toBe(true)
  })

  test('that are coming up are waited for by those who ask meanwhile', async () => {
    const { permits } = somePermits()
    const ask = () => permits.askBrowser({ lane: 'live', patienceMs: 5_000, connected: [], limits, alive: null })
    const first = await ask()
    if (first.type !== 'launch') throw new Error(first.type)
    const second = ask()
    await permits.browserLaunched(first.token, 'session-1')
    expect(await second).toMatchObject({ type: 'connect', sessionId: 'session-1' })
  })

  test('are held by those who renew, and lost to those whose session is gone', async () => {
    const { permits, ask, token } = await someBrowsers()
    expect(await permits.renewBrowser([token, 'another'])).toEqual([token])
    await permits.returnBrowser(token, false, null)
    expect(await permits.renewBrowser([token])).toEqual([])
    expect(await ask('bulk')).toMatchObject({ type: 'connect' })
  })

  test.each([
    ['broken', true, null],
    ['larger than they may be', false, 1_001],
  ])('that come back %s are closed by whoever brought them, and not lent again', async (_, broken, bytes) => {
    const { permits, ask, token } = await someBrowsers()
    expect(await permits.returnBrowser(token, broken, bytes)).toEqual(['session-1'])
    expect(await permits.returnBrowser(token, broken, bytes), 'told to one').toEqual([])
    await permits.browsersClosed(['session-1'])
    expect(await ask('bulk')).toMatchObject({ type: 'launch', close: [] })
  })

  test('that were not launched leave their place, after the pause', async () => {
    const { permits, ask, token } = await someBrowsers()
    await permits.returnBrowser(token, false, null)
    const others = [await ask('live'), await ask('live'), await ask('live')]
    const launching = others.find((answer) => answer.type === 'launch')
    if (launching?.type !== 'launch') throw new Error('no second browser')
    await permits.browserNotLaunched(launching.token, 60_000)
    expect(await ask('live')).toMatchObject({ type: 'refused', afterMs: expect.any(Number) })
    expect(await permits.browserLaunched(launching.token, 'session-2'), 'too late').toBe(false)
  })
})
