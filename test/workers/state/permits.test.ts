import { evictDurableObject } from 'cloudflare:test'
import { expect, test } from 'vitest'
import { somePermits } from './a-job.ts'

const soon = () => Date.now() + 5_000
const limits = { browsers: 2, reservedForLive: 1, launchEveryMs: 0 }

test('a permit that is given back goes to whoever waits, the live lane first', async () => {
  const { permits } = somePermits()
  const held = await permits.askDomain('bulk', soon(), 1)
  const answers: string[] = []
  const ask = async (lane: 'bulk' | 'live') => {
    const permit = await permits.askDomain(lane, soon(), 1)
    answers.push(lane)
    return permit
  }
  const bulk = ask('bulk')
  const live = ask('live')
  await permits.returnDomain(held!.token)
  const first = await live
  expect(answers).toEqual(['live'])
  await permits.returnDomain(first!.token)
  expect(await bulk).toMatchObject({ token: expect.any(String) })
})

test('permits outlive the process of their object', async () => {
  const { stub, permits } = somePermits()
  const held = await permits.askDomain('bulk', soon(), 1)
  await evictDurableObject(stub)
  const waiting = permits.askDomain('bulk', Date.now() + 50, 1)
  expect(await waiting).toBeNull()
  await permits.returnDomain(held!.token)
  expect(await permits.askDomain('bulk', soon(), 1)).not.toBeNull()
})

test('a browser comes back warm, and one is always left for the live lane', async () => {
  const { stub, permits } = somePermits()
  const first = await permits.borrowBrowser('bulk', limits, ['session-1'])
  if (first.type !== 'launch') throw new Error(first.type)
  expect(await permits.browserLaunched(first.token, 'session-1')).toBe(true)
  expect(await permits.borrowBrowser('interactive', limits, ['session-1'])).toMatchObject({ type: 'wait' })
  expect(await permits.borrowBrowser('live', limits, ['session-1'])).toMatchObject({ type: 'launch' })
  await permits.returnBrowser(first.token, false)
  await evictDurableObject(stub)
  expect(await permits.borrowBrowser('interactive', limits, ['session-1'])).toMatchObject({
    type: 'connect',
    sessionId: 'session-1',
  })
})
