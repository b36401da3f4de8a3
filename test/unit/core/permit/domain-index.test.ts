import { byLane } from '@edgesweep/core/lane/lane.ts'
import { DomainIndex } from '@edgesweep/core/permit/domain-index.ts'
import type { DomainUse } from '@edgesweep/core/permit/domain-use.ts'
import { expect, test } from 'vitest'
import { InMemoryDomains, mapEntryStorage } from '../../../support/storage/in-memory-domains.ts'
import { VirtualClock } from '../../../support/virtual-clock.ts'

const someUse = (waiting = 0, changes: Partial<DomainUse> = {}): DomainUse => ({
  inFlight: 1,
  limit: 2,
  slots: 2,
  delayMs: 0,
  waiting: { ...byLane(() => 0), bulk: waiting },
  pause: null,
  held: [],
  ...changes,
})

/** An index with a clock that the test sets, over a storage that outlives it. */
function someIndex() {
  const at = { now: 1_000_000_000 }
  const storage = mapEntryStorage()
  const open = () => new DomainIndex(storage, () => at.now)
  const names = (index: DomainIndex, most = 1_000) => index.busiest(most).domains.map(({ domain }) => domain)
  return { at, open, names }
}

test('the domains that hold back most come first, and the others are counted', () => {
  const { open, names } = someIndex()
  const index = open()
  const paused = { cause: 'retry-after' as const, leftMs: 3_600_000 }
  for (const [domain, use] of [
    ['quiet', someUse()],
    ['paused', someUse(0, { pause: paused })],
    ['long', someUse(36)],
    ['short', someUse(2)],
    ['longest', someUse(494)],
  ] as const)
    index.report(domain, use, 15_000)
  expect(names(index)).toEqual(['longest', 'long', 'short', 'paused', 'quiet'])
  expect(index.busiest(2)).toMatchObject({ domains: [{ domain: 'longest' }, { domain: 'long' }], others: 3 })
})

test('an entry ends with its lease, and at once when its domain reports that it is idle', () => {
  const { at, open, names } = someIndex()
  const index = open()
  index.report('gone', someUse(1), 15_000)
  index.report('idle', someUse(2), 15_000)
  index.report('paused', someUse(3), 3_600_000)
  index.report('idle', someUse(0), 0)
  expect(names(index)).toEqual(['paused', 'gone'])
  at.now += 15_000
  expect(names(index)).toEqual(['paused'])
  at.now += 3_585_000
  expect(names(index)).toEqual([])
})

test('a report is shown as of now: pauses have become shorter, and waits longer', () => {
  const { at, open } = someIndex()
  const index = open()
  const held = [{ work: 'job_1', lane: 'bulk' as const, heldMs: 5_000 }]
  index.report('shop', someUse(1, { pause: { cause: 'trouble', leftMs: 8_000 }, held }), 60_000)
  at.now += 3_000
  expect(index.busiest(1).domains).toMatchObject([
    { ageMs: 3_000, pause: { cause: 'trouble', leftMs: 5_000 }, held: [{ work: 'job_1', heldMs: 8_000 }] },
  ])
  at.now += 5_000
  expect(index.busiest(1).domains).toMatchObject([{ pause: null }])
})

test('after a restart the index knows the domains that report no more before their pause ends', () => {
  const { at, open, names } = someIndex()
  const first = open()
  first.report('paused', someUse(1), 3_600_000)
  first.report('ended', someUse(1), 3_600_000)
  first.report('busy', someUse(1), 15_000)
  first.report('ended', someUse(0), 0)
  at.now += 60_000
  expect(names(open())).toEqual(['paused'])
})

test.each([true, false])('a clock that is set back lengthens no entry (restart in between: %s)', (restarts) => {
  const { at, open, names } = someIndex()
  let index = open()
  index.report('shop', someUse(1), 60_000)
  at.now -= 3_600_000
  if (restarts) index = open()
  expect(names(index)).toEqual(['shop'])
  at.now += 60_000
  expect(names(index)).toEqual([])
})

test('the index is bounded: it keeps the busiest domains, and the more it keeps the less often each may report', () => {
  const { open } = someIndex()
  const index = open()
  let pauseMs = 0
  for (let n = 0; n < 3_000; n++) {
    const asked = index.report(`shop-${n}`, someUse(n % 1_500), 15_000)
    expect(asked).toBeGreaterThanOrEqual(Math.min(pauseMs, 4_500))
    pauseMs = Math.max(pauseMs, asked)
  }
  const { domains, others } = index.busiest(20)
  expect(domains.length + others).toBeLessThanOrEqual(1_000)
  expect(domains.map(({ waiting }) => waiting.bulk)).toEqual(
    Array.from({ length: 20 }, (_, n) => 1_499 - Math.floor(n / 2)),
  )
  expect(pauseMs).toBe(5_000)
})

/** A domain with one slot under a virtual clock. */
function someDomain() {
  const clock = new VirtualClock()
  const domains = new InMemoryDomains(clock)
  const ask = (work: string, lane: 'bulk' | 'live' = 'bulk', patienceMs = 0) =>
    domains.ask('shop', lane, patienceMs, { slots: 1, delayMs: 0, work })
  const take = async (work: string) => {
    const answer = await ask(work)
    if (!answer.ok) throw new Error(answer.reason)
    return answer.token
  }
  const busiest = () => domains.index.busiest(10).domains
  return { clock, domains, ask, take, busiest }
}

test('a domain that is busy for less than a second reports nothing', async () => {
  const { clock, domains, take } = someDomain()
  for (let n = 0; n < 50; n++) {
    const token = await take('job_1')
    await clock.pass(300)
    await domains.giveBack('shop', token, { type: 'answered' })
    await clock.pass(5_000)
  }
  expect(domains.reports).toEqual([])
})

test('a busy domain reports its permits and names the work that it holds back, in the first seconds', async () => {
  const { clock, ask, take, busiest } = someDomain()
  await take('job_1')
  await ask('job_sweep')
  await clock.pass(500)
  await ask('job_cart', 'live')
  await clock.pass(1_000)
  expect(busiest()).toMatchObject([
    {
      domain: 'shop',
      inFlight: 1,
      limit: 1,
      waiting: { bulk: 1, live: 1 },
      held: [
        { work: 'job_sweep', lane: 'bulk', heldMs: 1_500 },
        { work: 'job_cart', lane: 'live', heldMs: 1_000 },
      ],
    },
  ])
})

test('a domain that serves without a break reports every five seconds, however many requests it serves', async () => {
  const { clock, domains, take } = someDomain()
  for (let n = 0; n < 600; n++) {
    const token = await take('job_1')
    await clock.pass(100)
    await domains.giveBack('shop', token, { type: 'answered' })
  }
  expect(domains.reports.length).toBeGreaterThanOrEqual(1)
  expect(domains.reports.length).toBeLessThanOrEqual(13)
})

test('a domain that pauses for an hour is shown for the hour, although nobody calls it, and not after it', async () => {
  const { clock, domains, ask, take, busiest } = someDomain()
  const token = await take('job_1')
  await domains.giveBack('shop', token, { type: 'throttled', retryAfterMs: 3_600_000 })
  await ask('job_sweep')
  await clock.pass(10_000)
  const reports = domains.reports.length
  await clock.pass(1_790_000)
  expect(busiest()).toMatchObject([
    { pause: { cause: 'retry-after', leftMs: 1_800_000 }, held: [{ work: 'job_sweep', heldMs: 1_800_000 }] },
  ])
  await clock.pass(1_810_000)
  expect(busiest()).toEqual([])
  expect(domains.reports.length).toBe(reports)
})

test('work that asks no more is no longer named after the time at which it was to ask again', async () => {
  const { clock, domains, ask, take } = someDomain()
  const token = await take('job_1')
  await ask('job_cancelled')
  expect((await domains.use('shop')).held).toMatchObject([{ work: 'job_cancelled' }])
  await clock.pass(6_250)
  await domains.renew('shop', token)
  expect((await domains.use('shop')).held).toEqual([])
})
