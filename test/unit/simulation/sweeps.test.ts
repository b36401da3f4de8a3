import { expect, test } from 'vitest'
import { type SweepOptions, simulateSweeps } from '../../simulation/sweeps.ts'

const never = Number.MAX_SAFE_INTEGER
const some = (changes: Partial<SweepOptions> = {}): SweepOptions => ({
  outlets: 200,
  intervalSeconds: 900,
  intervals: 3,
  domains: 20,
  domainSlots: 2,
  renderedShare: 0.5,
  fetchSeconds: 0.6,
  renderSeconds: 2.5,
  browsers: {
    limits: {
      browsers: 2,
      contexts: 4,
      reservedForLive: 2,
      launchEveryMs: 1_000,
      maxAgeMs: never,
      maxUses: never,
      maxBytes: never,
    },
    launchMs: 500,
    keepAliveMs: 60_000,
  },
  workers: 2,
  refreshesPerMinute: 6,
  seed: 1,
  ...changes,
})

test('every outlet is read once per interval, and none before it is due', async () => {
  const { delays, due, skipped } = await simulateSweeps(some())
  expect(due).toBe(400)
  expect(delays).toHaveLength(400)
  expect(skipped).toBe(0)
  expect(Math.min(...delays)).toBeGreaterThan(0)
})

test('a domain with too few slots skips sweeps but still answers live refreshes', async () => {
  const { skipped, delays, refreshes } = await simulateSweeps(
    some({ domains: 1, domainSlots: 1, intervalSeconds: 300, intervals: 4 }),
  )
  expect(delays.length).toBeLessThan(400)
  expect(skipped).toBeGreaterThan(0)
  expect(refreshes.length).toBeGreaterThan(20)
})

test('unused browsers are closed after a while', async () => {
  const kept = async (keepAliveMs: number) => {
    const { browsersUp } = await simulateSweeps(some({ browsers: { ...some().browsers, keepAliveMs } }))
    return browsersUp
  }
  expect(await kept(60_000)).toBeLessThan(await kept(never))
})
