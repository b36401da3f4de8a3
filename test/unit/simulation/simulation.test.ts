import { expect, test } from 'vitest'
import { type BurstOptions, simulateBurst } from '../../simulation/burst.ts'
import { simulatePolls } from '../../simulation/polls.ts'
import { judgePredictions } from '../../simulation/predictions.ts'
import { lognormal, randomFrom } from '../../simulation/random.ts'

const burst = (changes: Partial<BurstOptions> = {}): BurstOptions => ({
  carts: 1_000,
  serviceMs: lognormal(5_000, 0.5, randomFrom(1)),
  consumers: 4,
  slots: 8,
  browsers: null,
  ...changes,
})

test('the same seed gives the same burst, and another seed a different one', async () => {
  const run = async (seed: number) => {
    const { jobs } = await simulateBurst(burst({ serviceMs: lognormal(5_000, 0.5, randomFrom(seed)) }))
    return jobs
  }
  expect(await run(1)).toEqual(await run(1))
  expect(await run(2)).not.toEqual(await run(1))
})

test('300 workers that take 37 s per cart need 51 minutes for 25,000 carts and 21 for the first 10,000', {
  timeout: 30_000,
}, async () => {
  const { jobs } = await simulateBurst(burst({ carts: 25_000, serviceMs: () => 37_000, consumers: 300, slots: 1 }))
  expect(jobs[24_999]!.endedAt / 60_000).toBeCloseTo((25_000 * 37) / 300 / 60, 0)
  expect(jobs[9_999]!.endedAt / 60_000).toBeCloseTo((10_000 * 37) / 300 / 60, 0)
})

test('a burst takes at least the total work divided by its slots, and every cart ends once', async () => {
  const { jobs, seconds } = await simulateBurst(burst())
  const work = jobs.reduce((sum, { startedAt, endedAt }) => sum + endedAt - startedAt, 0)
  expect(seconds * 1000 * 32).toBeGreaterThanOrEqual(work)
  expect(jobs.every(({ starts, endedAt }) => starts === 1 && endedAt > 0)).toBe(true)
})

test('a slot pulls nothing between the end of a job and its next pull, even when other slots pull', async () => {
  const serviceMs = lognormal(300, 0.5, randomFrom(1))
  const { seconds } = await simulateBurst(burst({ consumers: 1, serviceMs, betweenMs: 1_300 }))
  expect(seconds / ((1_000 / 8) * 1.6)).toBeCloseTo(1, 1)
})

test('carts of a dead consumer begin again after their lease, and all end', async () => {
  const { jobs } = await simulateBurst(burst({ crash: { at: 10_000, consumers: 2 } }))
  const again = jobs.filter(({ starts }) => starts > 1)
  expect(again.length).toBeGreaterThan(0)
  expect(again.length).toBeLessThanOrEqual(16)
})

test('while 1,000 carts of one key wait, three carts of another start as soon as slots are free', async () => {
  const { jobs } = await simulateBurst(burst({ others: { at: 30_000, carts: 3 } }))
  const others = jobs.filter(({ keyId }) => keyId === 'other')
  expect(Math.max(...others.map(({ startedAt, submittedAt }) => startedAt - submittedAt))).toBeLessThan(5_000)
})

test('forecasts one minute ahead hold although the capacity is halved midway, and positions are exact', async () => {
  const result = await judgePredictions({ carts: 2_000, keys: 2, slots: 16, seconds: 5, sigma: 0.5, seed: 7 })
  expect(result.withinQuarter).toBeGreaterThan(0.8)
  expect(result.beforeP90).toBeGreaterThan(0.9)
  expect(result.wrongPositions).toBe(0)
})

test("a thousand polls a second read the lane's head once a second and each block of jobs once", async () => {
  const result = await simulatePolls({ carts: 5_000, pollsPerSecond: 1_000, jobsPerSecond: 10, seconds: 10, seed: 1 })
  expect(result.polls).toBe(10_000)
  expect(result.head).toBeLessThanOrEqual(11)
  // The last block is not full, so it is read again.
  expect(result.block).toBeLessThanOrEqual(6 + 10)
  // On average 1 % of the jobs have started. Each poll of one reads its own object once.
  expect(result.ownObject).toBeGreaterThan(50)
  expect(result.ownObject).toBeLessThan(150)
})
