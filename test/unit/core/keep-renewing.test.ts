import { keepRenewing } from '@edgesweep/core/keep-renewing.ts'
import { expect, test } from 'vitest'
import { VirtualClock } from '../../support/virtual-clock.ts'

test('leases are renewed each third of their time, however long a renewal takes, until they are over', async () => {
  const clock = new VirtualClock(0)
  const renewedAt: number[] = []
  const renewing = keepRenewing(clock, {
    leaseMs: 15_000,
    isOver: () => renewedAt.length === 3,
    renew: async () => {
      renewedAt.push(clock.now())
      await clock.sleep(3_000)
    },
  })
  await clock.finish(renewing)
  expect(renewedAt).toEqual([5_000, 10_000, 15_000])
  expect(clock.now()).toBe(20_000)
})

test('a renewal that takes longer than a third of the lease is followed by the next one at once', async () => {
  const clock = new VirtualClock(0)
  const renewedAt: number[] = []
  const renew = async () => {
    renewedAt.push(clock.now())
    await clock.sleep(7_000)
  }
  await clock.finish(keepRenewing(clock, { leaseMs: 15_000, isOver: () => renewedAt.length === 2, renew }))
  expect(renewedAt).toEqual([5_000, 12_000])
})

test('a clock that is set back by an hour delays no renewal', async () => {
  const clock = new VirtualClock(0)
  const renewedAt: number[] = []
  const skewed = {
    now: () => clock.now() - (clock.now() > 3_000 ? 3_600_000 : 0),
    sleep: (ms: number) => clock.sleep(ms),
  }
  const renewing = keepRenewing(skewed, {
    leaseMs: 15_000,
    isOver: () => renewedAt.length === 3,
    renew: async () => {
      renewedAt.push(clock.now())
      // The first pause begins before the clock is set back, and this renewal ends after it.
      await clock.sleep(100)
    },
  })
  await clock.finish(renewing)
  expect(renewedAt).toEqual([5_000, 10_000, 15_000])
})
