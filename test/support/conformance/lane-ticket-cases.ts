import type { Outcome } from '@edgesweep/core/endings/ending.ts'
import { unansweredMs } from '@edgesweep/core/lane/call-workers.ts'
import { leaseMs, maxFailures } from '@edgesweep/core/lane/lane-machine.ts'
import type { LaneStorage } from '@edgesweep/core/lane/lane-storage.ts'
import { expect } from 'vitest'
import { laneCart } from '../lane-cart.ts'
import { LaneAtWork } from './lane-at-work.ts'
import type { PortCase } from './port-case.ts'

const done = { kind: 'done' } as const

/** The rules for the tickets of a shard, for its calls of workers and for given-up jobs, for every storage. */
export const laneTicketCases: Array<PortCase<() => LaneStorage>> = [
  {
    name: 'a leased ticket goes to no other worker, even after a restart',
    async run(open) {
      const lane = new LaneAtWork(open)
      await lane.submit(laneCart(['milk']))
      expect(await lane.pull()).toHaveLength(1)
      expect(await lane.pull()).toEqual([])
      lane.restart()
      expect(await lane.pull()).toEqual([])
    },
  },
  {
    name: 'the next submission answers a waiting pull',
    async run(open) {
      const lane = new LaneAtWork(open)
      const waiting = lane.pull(1, 10_000)
      const [id] = await lane.submit(laneCart(['milk']))
      expect(await waiting).toMatchObject([{ id }])
    },
  },
  {
    name: 'a waiting pull returns no ticket when its time is over',
    async run(open) {
      const lane = new LaneAtWork(open)
      const waiting = lane.pull(1, 10_000)
      await lane.clock.pass(10_000)
      expect(await waiting).toEqual([])
    },
  },
  {
    name: 'a deferred ticket waits with its reason until its time, and then answers a waiting pull',
    async run(open) {
      const lane = new LaneAtWork(open)
      await lane.submit(laneCart(['milk']))
      const { id, token } = await lane.pullOne()
      const reason = 'shop.example: 2 of 2 requests in flight'
      const until = lane.clock.now() + 60_000
      await lane.desk.finish(id, token, { kind: 'defer', afterMs: 60_000, reason })
      lane.restart()
      await lane.pass(59_999)
      expect(await lane.pull()).toEqual([])
      expect(await lane.desk.findJob('key_a', id)).toMatchObject({ attempt: 0, reason, notBefore: until })
      const waiting = lane.pull(1, 10_000)
      await lane.ring()
      expect(lane.clock.now()).toBe(until)
      expect(await waiting).toMatchObject([{ id, attempt: 0 }])
    },
  },
  {
    name: 'a ticket that a worker of an earlier version puts off waits until the time that this worker sends',
    async run(open) {
      const lane = new LaneAtWork(open)
      await lane.submit(laneCart(['milk']), laneCart(['eggs']))
      const until = lane.clock.now() + 5_000
      for (const sent of [
        { kind: 'defer', until, reason: 'no permit' },
        { kind: 'retry', at: until, reason: 'failed' },
      ]) {
        const { id, token } = await lane.pullOne()
        await lane.desk.finish(id, token, sent as unknown as Outcome)
        expect(lane.desk.state.tickets.get(id)!.notBefore).toBe(until)
      }
    },
  },
  {
    name: 'a wait that is not a number delays neither its ticket nor the other tickets of the lane',
    async run(open) {
      const lane = new LaneAtWork(open)
      await lane.submit(laneCart(['milk']), laneCart(['eggs']))
      const { id, token } = await lane.pullOne()
      await lane.desk.finish(id, token, { kind: 'defer', afterMs: Number.NaN, reason: 'no permit' })
      const dead = await lane.pullOne()
      lane.restart()
      const back: string[] = []
      for (let ringing = 0; ringing < 20 && back.length < 2; ringing++) {
        await lane.ring()
        back.push(...(await lane.pull(2)).map((ticket) => ticket.id))
      }
      expect(back).toEqual([id, dead.id])
    },
  },
  {
    name: 'a worker removes a ticket by finishing it, but not under another token',
    async run(open) {
      const lane = new LaneAtWork(open)
      await lane.submit(laneCart(['milk']))
      const { id, token } = await lane.pullOne()
      await lane.desk.finish(id, 'not the token', done)
      expect(await lane.desk.findJob('key_a', id)).not.toBeNull()
      await lane.desk.finish(id, token, done)
      expect(await lane.desk.findJob('key_a', id)).toBeNull()
      lane.restart()
      expect(await lane.desk.findJob('key_a', id)).toBeNull()
      expect(lane.givenUp).toEqual([])
    },
  },
  {
    name: 'a renewal extends only leases with a valid token',
    async run(open) {
      const lane = new LaneAtWork(open)
      await lane.submit(laneCart(['milk']), laneCart(['eggs']))
      const [kept, left] = await lane.pull()
      await lane.pass(leaseMs - 1)
      expect(await lane.renew(kept!, { ...left!, token: 'not the token' })).toEqual([kept!.id])
      lane.restart()
      await lane.pass(leaseMs - 1)
      expect(await lane.pull()).toMatchObject([{ id: left!.id, attempt: 1 }])
    },
  },
  {
    name: 'a worker of an earlier version gets the renewed ids alone',
    async run(open) {
      const lane = new LaneAtWork(open)
      await lane.submit(laneCart(['milk']))
      const held = await lane.pullOne()
      expect(await lane.desk.renewTickets({ id: 'worker', slots: 8 }, [held])).toEqual([held.id])
    },
  },
  {
    name: 'a job is given up after five attempts in which its worker died before a renewal',
    async run(open) {
      const lane = new LaneAtWork(open)
      const [id] = await lane.submit(laneCart(['milk']))
      for (let attempt = 0; attempt < maxFailures; attempt++) {
        expect(await lane.pull()).toMatchObject([{ id, attempt }])
        lane.restart()
        await lane.pass(leaseMs)
      }
      expect(await lane.pull()).toEqual([])
      const reason = 'given up after 5 attempts: its worker stopped answering'
      expect(lane.givenUp).toMatchObject([{ job: { id, lane: 'interactive' }, status: 'failed', reason }])
    },
  },
  {
    name: 'a job that its worker rejects fails with the reason',
    async run(open) {
      const lane = new LaneAtWork(open)
      await lane.submit(laneCart(['milk']))
      const { id, token } = await lane.pullOne()
      await lane.desk.finish(id, token, { kind: 'reject', reason: 'no place to search' })
      expect(lane.givenUp).toMatchObject([{ job: { id }, status: 'failed', reason: 'no place to search' }])
    },
  },
  {
    name: 'a job that did not start before its deadline times out',
    async run(open) {
      const lane = new LaneAtWork(open)
      const [id] = await lane.submit(laneCart(['milk'], { deadlineSeconds: 60 }))
      lane.restart()
      await lane.pass(60_000)
      expect(lane.givenUp).toMatchObject([{ job: { id }, status: 'timed_out' }])
      expect(await lane.pull()).toEqual([])
    },
  },
  {
    name: 'a given-up job is found in its lane until its own object has it, and many are announced by one alarm',
    async run(open) {
      const lane = new LaneAtWork(open)
      const jobs = Array.from({ length: 120 }, () => laneCart(['milk'], { deadlineSeconds: 60 }))
      const ids = await lane.submit(...jobs)
      lane.jobsAnswer = false
      await lane.pass(60_000)
      lane.restart()
      for (const id of [ids[0]!, ids[119]!]) {
        expect(await lane.desk.findJob('key_a', id)).toMatchObject({ id, kind: 'cart', total: 1, forecast: null })
        expect(await lane.desk.findJob('key_b', id)).toBeNull()
      }
      const { jobs: block } = await lane.desk.block('key_a', ids[0]!, `${ids[119]}~`)
      expect(Object.keys(block).sort()).toEqual(ids.toSorted())
      lane.jobsAnswer = true
      await lane.ring()
      expect(lane.givenUp.map(({ job }) => job.id).sort()).toEqual(ids.toSorted())
      expect(await lane.desk.findJob('key_a', ids[0]!)).toBeNull()
    },
  },
  {
    name: 'a refresh that another key has joined is not cancelled, and a caller of an earlier version gets false',
    async run(open) {
      const lane = new LaneAtWork(open)
      const coalesce = 'outlet-1'
      const [id] = await lane.submit(laneCart(['milk'], { coalesce }), laneCart(['milk'], { coalesce, keyId: 'key_b' }))
      expect([await lane.desk.cancel(id!, true), await lane.desk.cancel(id!)]).toEqual(['joined', false])
      expect(await lane.pull()).toMatchObject([{ id }])
    },
  },
  {
    name: 'a job that is cancelled before it starts goes to no worker, and its object gets the cancellation',
    async run(open) {
      const lane = new LaneAtWork(open)
      const submittedAt = lane.clock.now()
      const [id] = await lane.submit(laneCart(['milk', 'eggs']))
      expect(await lane.desk.cancel(id!)).toBe(true)
      expect(await lane.desk.cancel(id!)).toBe(false)
      lane.restart()
      expect(await lane.pull()).toEqual([])
      const spec = { kind: 'cart', items: ['milk', 'eggs'], zipcode: '10001' }
      const job = { id, keyId: 'key_a', lane: 'interactive', spec, submittedAt, deadline: submittedAt + 3_600_000 }
      expect(lane.givenUp).toEqual([{ job, status: 'cancelled', reason: 'cancelled' }])
    },
  },
  {
    name: 'a given-up job is announced again until its object answers',
    async run(open) {
      const lane = new LaneAtWork(open)
      const [id] = await lane.submit(laneCart(['milk']))
      lane.jobsAnswer = false
      expect(await lane.desk.cancel(id!)).toBe(true)
      expect(lane.alarmAt).toBe(lane.clock.now() + unansweredMs)
      lane.restart()
      await lane.ring()
      lane.jobsAnswer = true
      await lane.ring()
      await lane.pass(60_000)
      expect(lane.givenUp).toMatchObject([{ job: { id }, status: 'cancelled' }])
    },
  },
  {
    name: 'a revoked job loses its worker, and a waiting job cannot be revoked',
    async run(open) {
      const lane = new LaneAtWork(open)
      const [held, waiting] = await lane.submit(laneCart(['milk']), laneCart(['eggs']))
      const ticket = await lane.pullOne()
      const revoked = lane.desk.revoked(5_000)
      expect(await lane.desk.cancel(held!)).toBe(false)
      await lane.desk.revoke(waiting!)
      await lane.desk.revoke(held!)
      expect(await revoked).toEqual([held])
      expect(await lane.renew(ticket)).toEqual([])
      lane.restart()
      expect(await lane.pull()).toMatchObject([{ id: waiting }])
      expect(lane.givenUp).toEqual([])
    },
  },
  {
    name: 'a readmitted job gets one ticket and its old place in line',
    async run(open) {
      const lane = new LaneAtWork(open)
      const [again, later] = await lane.submit(laneCart(['milk']), laneCart(['eggs']))
      const { id, token, spec, ...ticket } = await lane.pullOne()
      await lane.desk.finish(id, token, done)
      const job = { ...ticket, id, lane: lane.address.lane, spec: JSON.parse(spec) }
      await lane.desk.readmit(job)
      await lane.desk.readmit(job)
      lane.restart()
      expect(await lane.desk.findJob('key_a', id)).toMatchObject({ kind: 'cart', total: 1, reason: 'runs again' })
      expect((await lane.pull()).map((pulled) => pulled.id)).toEqual([again, later])
    },
  },
  {
    name: 'a shard calls workers for its jobs, at most its maximum, and calls again when none comes',
    async run(open) {
      const lane = new LaneAtWork(open)
      await lane.submit(laneCart(['milk']))
      expect(lane.calledWorkers).toBe(1)
      await lane.submit(...Array.from({ length: 30 }, () => laneCart(['eggs'])))
      expect(lane.calledWorkers).toBe(2)
      await lane.pass(unansweredMs)
      expect(lane.calledWorkers).toBe(4)
      await lane.pull(0)
      await lane.pass(unansweredMs)
      expect(lane.calledWorkers, 'calls after one worker has come').toBe(5)
    },
  },
  {
    name: 'a shard accepts a job while the queue is down, and its alarm calls a worker again',
    async run(open) {
      const lane = new LaneAtWork(open)
      lane.queueAnswers = false
      const [id] = await lane.submit(laneCart(['milk']))
      lane.restart()
      lane.queueAnswers = true
      await lane.ring()
      expect(lane.calledWorkers).toBe(1)
      expect(await lane.pull()).toMatchObject([{ id }])
    },
  },
  {
    name: 'a restart keeps the measured pace of a lane',
    async run(open) {
      const lane = new LaneAtWork(open)
      await lane.submit(laneCart(['1']), laneCart(['2']))
      const { id, token } = await lane.pullOne()
      await lane.pass(12_000)
      await lane.desk.finish(id, token, done)
      const { pace } = await lane.desk.head('key_a')
      expect(pace).toMatchObject({ mean: 12_000, samples: 1 })
      lane.restart()
      expect((await lane.desk.head('key_a')).pace).toEqual(pace)
    },
  },
]
