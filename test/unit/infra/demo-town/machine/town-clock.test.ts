import { TownClock } from '@edgesweep/infra/demo-town/machine/town-clock.ts'
import { expect, test } from 'vitest'

test('ticks count from the epoch, and a second clock with the same settings has the same tick', () => {
  let time = 1_000_000
  const settings = { epoch: 0, tickSeconds: 20, now: () => time }
  const clock = new TownClock(settings)
  expect(clock.tick()).toBe(50)
  time += 19_999
  expect(clock.tick()).toBe(50)
  time += 1
  expect(clock.tick()).toBe(51)
  expect(new TownClock(settings).tick()).toBe(51)
  expect(clock.timeOf(51)).toBe(1_020_000)
})

test('a frozen clock keeps its tick until it is released, and then follows the time', () => {
  let time = 100_000
  const clock = new TownClock({ epoch: 0, tickSeconds: 10, now: () => time })
  clock.freeze(3)
  time = 200_000
  expect([clock.tick(), clock.frozen]).toEqual([3, true])
  clock.freeze(null)
  expect([clock.tick(), clock.frozen]).toEqual([20, false])
})

test('a time before the epoch is tick 0', () => {
  expect(new TownClock({ epoch: 5000, tickSeconds: 1, now: () => 0 }).tick()).toBe(0)
})

test('a town clock refuses a tick of 0 s', () => {
  expect(() => new TownClock({ epoch: 0, tickSeconds: 0, now: () => 0 })).toThrow('tickSeconds must be more than 0')
})
