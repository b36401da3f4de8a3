import { keepRobots, keptRobots, receiveRobots, sendRobots } from '@edgesweep/core/visit/sent-robots.ts'
import fc from 'fast-check'
import { expect, test } from 'vitest'

const hour = 3_600_000
const start = 1_800_000_000_000
const clock = fc.integer({ min: start - hour, max: start + hour })
const some = { text: 'User-agent: *', unreachable: null }

test('a robots.txt expires after the stated time at its domain and at each reader, even if their clocks differ', () => {
  fc.assert(
    fc.property(clock, clock, clock, fc.integer({ min: 1, max: 86_400_000 }), (finder, domain, reader, keptMs) => {
      const kept = keepRobots(sendRobots({ ...some, expiresAt: finder + keptMs }, finder), domain)
      expect(keptRobots(kept, domain + keptMs)).toBeNull()
      const sent = keptRobots(kept, domain + keptMs - 1)!
      expect(receiveRobots(sent, reader)).toEqual({ ...some, expiresAt: reader + 1 })
    }),
  )
})

test('a robots.txt that was stored while the clock was ahead is fetched again, so that it does not forbid paths for an hour', () => {
  const unreachable = { text: '', unreachable: 'it answered 500', expiresAt: start + hour + 60_000 }
  expect(keptRobots(keepRobots(sendRobots(unreachable, start + hour), start + hour), start)).toBeNull()
  expect(keptRobots(unreachable, start), 'stored by an earlier version').toBeNull()
})

test('a robots.txt from an earlier version is used until its `expiresAt`, for a day at most', () => {
  expect(receiveRobots({ ...some, expiresAt: start + 5_000 }, start).expiresAt).toBe(start + 5_000)
  expect(receiveRobots({ ...some, expiresAt: start + 48 * hour }, start).expiresAt).toBe(start + 24 * hour)
  expect(receiveRobots({ ...some, expiresAt: Number.NaN }, start).expiresAt).toBe(start)
})
