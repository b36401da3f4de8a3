import { leaseMs } from '@edgesweep/core/lane/lane-machine.ts'
import type { LaneStorage } from '@edgesweep/core/lane/lane-storage.ts'
import { expect } from 'vitest'
import { laneCart } from '../lane-cart.ts'
import { LaneAtWork } from './lane-at-work.ts'
import type { PortCase } from './port-case.ts'

const done = { kind: 'done' } as const

/** The rules for a shard whose clock is wrong or whose alarm is lost, for every storage. */
export const laneClockCases: Array<PortCase<() => LaneStorage>> = [
  {
    name: 'the lease of a dead worker ends in time although the clock was an hour ahead when it began',
    async run(open) {
      for (const restarts of [true, false]) {
        const lane = new LaneAtWork(open)
        lane.aheadMs = 3_600_000
        await lane.submit(laneCart(['milk']))
        const { id } = await lane.pullOne()
        lane.aheadMs = 0
        if (restarts) lane.restart()
        await lane.desk.head('key_a')
        await lane.pass(leaseMs)
        const [again] = await lane.pull()
        expect(again).toMatchObject({ id, attempt: 1 })
        await lane.desk.finish(id, again!.token, done)
      }
    },
  },
  {
    name: 'a rest that began while the clock was an hour ahead takes as long as it says, even through restarts',
    async run(open) {
      const lane = new LaneAtWork(open)
      lane.aheadMs = 3_600_000
      await lane.submit(laneCart(['milk']))
      const { id, token } = await lane.pullOne()
      await lane.desk.finish(id, token, { kind: 'defer', afterMs: 30_000, reason: 'no permit' })
      lane.aheadMs = 0
      for (let restart = 0; restart < 3; restart++) {
        lane.restart()
        expect(await lane.pull()).toEqual([])
        await lane.pass(10_000)
      }
      expect(await lane.pull()).toMatchObject([{ id }])
    },
  },
  {
    name: 'a ticket of an earlier version, or with times that are not numbers, is handed out and ends',
    async run(open) {
      const lane = new LaneAtWork(open)
      await lane.submit(laneCart(['milk']), laneCart(['eggs']), laneCart(['bread']))
      const [milk, eggs, bread] = [...lane.desk.state.tickets.values()]
      const { restsFrom: _, endsAt: __, ...earlier } = milk!
      const none = { notBefore: Number.NaN, submittedAt: Number.NaN, deadline: Number.NaN, restsFrom: Number.NaN }
      const lease = { token: 'dead', startedAt: Number.NaN, expiresAt: Number.NaN }
      const changed = [earlier as typeof eggs, { ...eggs!, ...none }, { ...bread!, ...none, lease }]
      open().commit(changed.map((ticket) => ({ type: 'save', ticket: ticket! })))
      lane.restart()
      await lane.desk.head('key_a')
      // A lease goes on for a little when its shard continues.
      await lane.pass(leaseMs / 2)
      const pulled = await lane.pull()
      expect(pulled.map(({ id }) => id)).toEqual([milk!.id, eggs!.id, bread!.id])
      for (const { remainingMs } of pulled) expect(remainingMs).toBeGreaterThan(3_500_000)
    },
  },
  {
    name: 'a ticket states the time left for its job, even when the job runs again and another clock set its deadline',
    async run(open) {
      const lane = new LaneAtWork(open)
      await lane.submit(laneCart(['milk'], { deadlineSeconds: 900 }))
      await lane.clock.pass(100_000)
      expect(await lane.pull()).toMatchObject([{ remainingMs: 800_000 }])
      const again = { id: 'job_i03000000090123456789', keyId: 'key_b', lane: 'interactive' as const }
      const spec = { kind: 'cart' as const, items: ['milk'], zipcode: '10001' }
      const deadline = lane.clock.now() - 3_600_000
      await lane.desk.readmit({ ...again, spec, submittedAt: 0, deadline, remainingMs: 120_000 })
      await lane.pass(1_000)
      expect(await lane.pull()).toMatchObject([{ id: again.id, deadline, remainingMs: 119_000 }])
    },
  },
  {
    name: 'a call of any kind sets an alarm that could not be set or has not rung',
    async run(open) {
      const calls: Array<(lane: LaneAtWork) => Promise<unknown>> = [
        (lane) => lane.desk.head('key_a'),
        (lane) => lane.desk.findJob('key_a', 'job_i03000000010123456789'),
        (lane) => lane.desk.block('key_a', 'job_i03', 'job_i04'),
        (lane) => lane.desk.summary(lane.address),
        (lane) => lane.desk.knowsPlace('key_a', { key: 'k', place: 0, bodySha256: '' }),
        (lane) => lane.renew(),
        (lane) => lane.pull(0),
      ]
      for (const call of calls) {
        const lane = new LaneAtWork(open)
        lane.takesAlarms = false
        await lane.submit(laneCart(['milk']))
        expect(lane.alarmAt).toBe(Number.POSITIVE_INFINITY)
        lane.takesAlarms = true
        await call(lane)
        expect(lane.alarmAt).toBeLessThanOrEqual(lane.clock.now() + 5_000)
        // The platform loses it.
        lane.alarmAt = Number.POSITIVE_INFINITY
        await lane.clock.pass(10_000)
        await call(lane)
        expect(lane.alarmAt).toBeLessThanOrEqual(lane.clock.now() + 5_000)
      }
    },
  },
]
