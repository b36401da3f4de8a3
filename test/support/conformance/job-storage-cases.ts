import { maxTries } from '@edgesweep/core/job/job-machine.ts'
import type { JobStorage } from '@edgesweep/core/job/job-storage.ts'
import { pageOfResults } from '@edgesweep/core/job/stored-parts.ts'
import { expect } from 'vitest'
import { gave, JobAtWork, noUsage, someHeader } from './job-at-work.ts'
import type { PortCase } from './port-case.ts'

/** The rules of a job for every storage. The subject opens the storage as a new process finds it. */
export const jobStorageCases: Array<PortCase<() => JobStorage>> = [
  {
    name: 'a read, cancellation or revival of a job that never began stores nothing',
    async run(open) {
      const { desk } = new JobAtWork(open)
      expect([desk.read(), desk.results(0, 10), desk.outbox(), desk.cancel()]).toEqual([null, null, null, false])
      expect([desk.events(0, 10), await desk.revive('failed')]).toEqual([[], null])
      expect(open().restore()).toBeNull()
    },
  },
  {
    name: 'an item keeps its first result when it is reported again',
    run(open) {
      const job = new JobAtWork(open)
      job.take(someHeader(), 't1', 0, 1)
      job.desk.reportItem('t1', 0, gave({ name: 'milk', price: 1.25 }))
      expect(job.desk.reportItem('t1', 0, gave('second'))).toBeNull()
      const result = { name: 'milk', price: 1.25 }
      expect(job.item(0)).toEqual({ index: 0, label: 'milk', status: 'completed', error: null, result })
    },
  },
  {
    name: 'a job of one item ends after two calls of its worker',
    run(open) {
      const job = new JobAtWork(open)
      const header = someHeader({ spec: { kind: 'cart', items: ['milk'], zipcode: '10001' } })
      expect(job.take(header, 't1', 0, 4)).toEqual({ ready: [], started: [0], ended: false })
      expect(job.desk.reportItem('t1', 0, gave('milk'))).toMatchObject({ ended: true })
      expect(job.desk.read()).toMatchObject({ status: 'completed' })
    },
  },
  {
    name: 'an item that a worker started is still started after a restart, and its tries alone count',
    run(open) {
      const job = new JobAtWork(open)
      expect(job.take(someHeader(), 't1', 0, 1)).toEqual({ ready: [1], started: [0], ended: false })
      job.restart()
      expect(job.desk.startItem('t1', 0)).toBe(false)
      for (let attempt = 1; attempt <= maxTries; attempt++) {
        expect(job.take(someHeader(), 't1', attempt, 1)).toMatchObject({ started: [1], alone: [0] })
        job.restart()
        expect(job.desk.startItem('t1', 0)).toBe(true)
        job.desk.reportItem('t1', 1, { type: 'returned', error: 'answered 502', usage: noUsage })
      }
      job.take(someHeader(), 't1', maxTries + 1, 0)
      expect(job.item(0)).toMatchObject({ status: 'errored', error: 'its worker died in the last of 3 tries' })
    },
  },
  {
    name: 'a worker cannot report after another worker has taken its job over',
    run(open) {
      const job = new JobAtWork(open)
      job.take(someHeader(), 't1', 0, 1)
      expect(job.take(someHeader(), 't2', 1, 0)).toMatchObject({ ready: [0, 1] })
      expect(job.desk.reportItem('t1', 0, gave('late'))).toBeNull()
      expect(job.take(someHeader(), 't1', 0, 0)).toBeNull()
    },
  },
  {
    name: 'a restart between any two steps changes nothing about a job',
    run(open) {
      const job = new JobAtWork(open)
      const steps: Array<() => unknown> = [
        () => job.take(someHeader(), 't1', 2, 0),
        () => job.desk.startItem('t1', 0),
        () => job.desk.reportItem('t1', 0, gave(['kept'])),
        () => job.desk.startItem('t1', 1),
        () => {
          const usage = { browserMs: 7, requests: 1, bytes: 9, robotsIgnored: ['shop.example'] }
          const wait = { reason: 'all taken', afterMs: 20_000, throttled: true }
          job.desk.reportItem('t1', 1, { type: 'deferred', ...wait, usage })
        },
        () => job.desk.acknowledge(1),
        () => job.desk.cancel(),
      ]
      for (const step of steps) {
        step()
        const before = structuredClone([job.desk.state, job.desk.results(0, 10), job.desk.events(0, 10)])
        const outbox = job.desk.outbox()
        job.restart()
        expect([job.desk.state, job.desk.results(0, 10), job.desk.events(0, 10)]).toEqual(before)
        expect(job.desk.outbox()).toEqual(outbox)
      }
      expect(job.desk.results(0, 10)!.items.map(({ status }) => status)).toEqual(['completed', 'cancelled'])
    },
  },
  {
    name: 'a page of results starts at its index and holds at most its limit',
    run(open) {
      const job = new JobAtWork(open)
      const items = ['a', 'b', 'c', 'd', 'e']
      job.take(someHeader({ spec: { kind: 'cart', items, zipcode: '10001' } }), 't1', 0, 5)
      for (const [index, label] of items.entries()) job.desk.reportItem('t1', index, gave(`result ${label}`))
      const page = (from: number, limit: number) => job.desk.results(from, limit)!.items.map(({ result }) => result)
      expect(page(0, 2)).toEqual(['result a', 'result b'])
      expect(page(3, 10)).toEqual(['result d', 'result e'])
      expect(page(5, 10)).toEqual([])
    },
  },
  {
    name: 'a page of results ends before it is too long for a call, and the next one continues it',
    run(open) {
      const job = new JobAtWork(open)
      const items = ['a', 'b', 'c', 'd', 'e']
      const sizes = [1.5, 1.5, 1.5, 4.5, 0.1]
      job.take(someHeader({ spec: { kind: 'cart', items, zipcode: '10001' } }), 't1', 0, 5)
      for (const [index, size] of sizes.entries())
        job.desk.reportItem('t1', index, gave('x'.repeat((size * 2 ** 20) / 4)))
      const pages: number[][] = []
      for (let from = 0; from < items.length; from += pages.at(-1)!.length)
        pages.push(pageOfResults(open(), from, 10, 2 ** 20).map(({ index }) => index))
      expect(pages).toEqual([[0, 1], [2], [3], [4]])
      expect(job.desk.results(0, 10)!.items).toHaveLength(5)
    },
  },
  {
    name: 'the outbox holds its events until they are acknowledged, and an acknowledgement never goes back',
    run(open) {
      const job = new JobAtWork(open)
      job.take(someHeader(), 't1', 0, 0)
      job.desk.cancel()
      const { entries } = job.desk.outbox()!
      expect(entries.map(({ seq, kind }) => [seq, kind])).toEqual([
        [1, 'job.started'],
        [2, 'job.cancelled'],
      ])
      expect(job.desk.outbox()!.entries).toEqual(entries)
      job.desk.acknowledge(1)
      job.restart()
      expect(job.desk.outbox()!.entries).toEqual(entries.slice(1))
      job.desk.acknowledge(9)
      job.desk.acknowledge(1)
      job.restart()
      expect(job.desk.outbox()).toBeNull()
    },
  },
  {
    name: 'the log after a sequence number is in order, and later runs do not change its events',
    async run(open) {
      const job = new JobAtWork(open)
      job.take(someHeader(), 't1', 0, 2)
      job.now += 1_000
      job.desk.reportItem('t1', 0, gave('milk'))
      job.desk.reportItem('t1', 1, gave(null, 'errored'))
      await job.desk.revive('failed')
      const { deadline } = job.readmitted[0]!
      job.take(someHeader({ deadline }), 't2', 0, 1)
      job.desk.reportItem('t2', 1, gave('eggs at last'))
      const eggs = { index: 1, label: 'eggs', status: 'errored', error: 'no such shelf' }
      expect(job.desk.events(2, 2)).toEqual([
        { seq: 3, at: job.now, kind: 'job.item', item: eggs },
        {
          ...{ seq: 4, at: job.now, kind: 'job.completed', item: null },
          end: { status: 'partial', completed: 1, failed: 1, error: null },
        },
      ])
      expect(job.desk.events(4, 10).map(({ seq, kind }) => [seq, kind])).toEqual([
        [5, 'job.started'],
        [6, 'job.item'],
        [7, 'job.completed'],
      ])
      expect(job.desk.events(7, 10)).toEqual([])
    },
  },
  {
    name: 'the events of a refresh carry its results, and those of a cart or an outbox do not',
    run(open) {
      const job = new JobAtWork(open)
      job.take(someHeader({ lane: 'live', spec: { kind: 'outlet', outlet_id: 'out_1' } }), 't1', 0, 1)
      job.desk.reportItem('t1', 0, gave({ fresh: true }))
      expect(job.desk.events(0, 10).map(({ item }) => item?.result)).toEqual([undefined, { fresh: true }, undefined])
      const outbox = job.desk.outbox()!.entries
      expect(outbox.map(({ item }) => item && 'result' in item)).toEqual([null, false, null])
    },
  },
  {
    name: 'a result that cannot be stored does not change the job',
    run(open) {
      const job = new JobAtWork(open)
      job.take(someHeader(), 't1', 0, 1)
      expect(() => job.desk.reportItem('t1', 0, gave(1n))).toThrow('BigInt')
      expect(job.desk.read()).toMatchObject({ status: 'running', completed: 0 })
      expect(job.desk.reportItem('t1', 0, gave('storable'))).toMatchObject({ ended: false })
      job.restart()
      expect(job.item(0)).toMatchObject({ status: 'completed', result: 'storable' })
      expect(job.desk.outbox()!.entries.map(({ kind }) => kind)).toEqual(['job.started', 'job.item'])
    },
  },
  {
    name: 'an outbox that nobody reads is announced again, with a pause that doubles up to 10 min',
    async run(open) {
      const job = new JobAtWork(open)
      job.take(someHeader(), 't1', 0, 0)
      job.desk.cancel()
      expect(job.announcements, 'announcements right after the end').toBe(1)
      const endedAt = job.now
      const pauses: number[] = []
      for (let n = 0; n < 9; n++) {
        await job.ring()
        pauses.push(job.now - endedAt)
      }
      expect(job.announcements).toBe(10)
      expect(pauses).toEqual([5, 10, 20, 40, 80, 160, 320, 640, 1_240].map((seconds) => seconds * 1_000))
    },
  },
  {
    name: 'an ended job is deleted when its results expire, but not before its outbox is empty',
    async run(open) {
      const job = new JobAtWork(open)
      job.take(someHeader({ spec: { kind: 'cart', items: ['milk'], zipcode: '10001', ttl: 60 } }), 't1', 0, 0)
      job.desk.cancel()
      job.now += 60_000
      job.restart()
      await job.ring()
      expect(job.desk.read()).not.toBeNull()
      expect(job.alarmAt, 'the time of the next alarm').toBeGreaterThan(job.now)
      job.desk.acknowledge(2)
      await job.ring()
      expect([job.desk.read(), job.expired, open().restore()]).toEqual([null, true, null])
    },
  },
  {
    name: 'a job whose object was deleted can begin anew',
    async run(open) {
      const job = new JobAtWork(open)
      const header = someHeader()
      job.desk.giveUp(header, 'cancelled', 'its caller cancelled it')
      job.desk.acknowledge(1)
      await job.ring()
      expect(job.desk.read()).toBeNull()
      expect(job.take(header, 't1', 0, 2)).toMatchObject({ started: [0, 1] })
      job.restart()
      expect(job.desk.events(0, 10).map(({ seq, kind }) => [seq, kind])).toEqual([[1, 'job.started']])
    },
  },
]
