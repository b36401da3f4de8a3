import { PacedReading } from '@edgesweep/core/pipeline/paced-reading.ts'
import { expect, test } from 'vitest'

/** A reading that takes `tookMs` milliseconds and returns how often it ran. */
function reader(tookMs: number) {
  const clock = { at: 1_000, now: () => clock.at }
  const reading = new PacedReading<number>()
  let reads = 0
  const read = async () => {
    clock.at += tookMs
    reads += 1
    return reads
  }
  return { clock, get: () => reading.get({ clock }, read) }
}

test('a reading that takes no time is never cached', async () => {
  const { get } = reader(0)
  expect([await get(), await get(), await get()]).toEqual([1, 2, 3])
})

test('a reading that takes 200 ms runs once in six seconds, however often it is requested', async () => {
  const { clock, get } = reader(200)
  expect(await get()).toBe(1)
  clock.at += 5_999
  expect(await get()).toBe(1)
  clock.at += 1
  expect(await get()).toBe(2)
})

test('a failed reading runs again for the next caller', async () => {
  const clock = { now: () => 1_000 }
  const reading = new PacedReading<string>()
  await expect(reading.get({ clock }, () => Promise.reject(new Error('away')))).rejects.toThrow('away')
  expect(await reading.get({ clock }, async () => 'back')).toBe('back')
})

test('requests at the same time share one reading, also when it fails', async () => {
  const clock = { now: () => 1_000 }
  const reading = new PacedReading<string>()
  const kept: Array<Promise<unknown>> = []
  const begun: Array<PromiseWithResolvers<string>> = []
  const get = () =>
    reading.get({ clock, keepAlive: (work) => kept.push(work) }, () => {
      begun.push(Promise.withResolvers())
      return begun.at(-1)!.promise
    })
  const failing = [get(), get(), get()]
  begun[0]!.reject(new Error('away'))
  for (const { status } of await Promise.allSettled(failing)) expect(status).toBe('rejected')
  await kept[0]
  const good = [get(), get()]
  begun[1]!.resolve('back')
  expect(await Promise.all(good)).toEqual(['back', 'back'])
  expect([begun.length, kept.length], 'the readings, and those that outlive their request').toEqual([2, 2])
})

test('a reading that has not ended after 30 s is no longer waited for', async () => {
  const clock = { at: 0, now: () => clock.at }
  const reading = new PacedReading<string>()
  void reading.get({ clock }, () => new Promise(() => {}))
  clock.at = 30_000
  expect(await reading.get({ clock }, async () => 'new')).toBe('new')
})
