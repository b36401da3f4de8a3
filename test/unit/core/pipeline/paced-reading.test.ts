import { PacedReading } from '@edgesweep/core/pipeline/paced-reading.ts'
import { expect, test } from 'vitest'

/** A reading that takes so many milliseconds, and gives how often it was made. */
function reader(tookMs: number) {
  const clock = { at: 1_000, now: () => clock.at }
  const reading = new PacedReading<number>()
  let reads = 0
  const read = async () => {
    clock.at += tookMs
    reads += 1
    return reads
  }
  return { clock, get: () => reading.get(clock, read) }
}

test('what takes no time to read is never older than the question', async () => {
  const { get } = reader(0)
  expect([await get(), await get(), await get()]).toEqual([1, 2, 3])
})

test('what takes 200 ms is read once in six seconds, however often it is asked for', async () => {
  const { clock, get } = reader(200)
  expect(await get()).toBe(1)
  clock.at += 5_999
  expect(await get()).toBe(1)
  clock.at += 1
  expect(await get()).toBe(2)
})

test('a reading that fails is made again by whoever asks next', async () => {
  const clock = { now: () => 1_000 }
  const reading = new PacedReading<string>()
  await expect(reading.get(clock, () => Promise.reject(new Error('away')))).rejects.toThrow('away')
  expect(await reading.get(clock, async () => 'back')).toBe('back')
})
