import { oneAtATime } from '@edgesweep/dashboard/src/api/one-at-a-time.ts'
import { expect, test } from 'vitest'

test('oneAtATime starts one more run for any number of calls during a run', async () => {
  const started: Array<() => void> = []
  const request = oneAtATime(() => new Promise<void>((resolve) => started.push(resolve)), 0)
  const allRuns = request()
  for (let times = 0; times < 5; times++) void request()
  expect(started).toHaveLength(1)
  started[0]!()
  await expect.poll(() => started.length).toBe(2)
  started[1]!()
  await allRuns
  expect(started).toHaveLength(2)
})

test('oneAtATime starts a run at once when none is active', async () => {
  let started = 0
  const request = oneAtATime(async () => void started++, 0)
  await request()
  const secondRun = request()
  expect(started).toBe(2)
  await secondRun
})
