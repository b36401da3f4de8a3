import { parseJobId } from '@edgesweep/core/lane/job-id.ts'
import { forecastIn } from '@edgesweep/core/lane/lane-head.ts'
import type { LaneStorage } from '@edgesweep/core/lane/lane-storage.ts'
import { expect } from 'vitest'
import { laneCart } from '../lane-cart.ts'
import { LaneAtWork } from './lane-at-work.ts'
import type { PortCase } from './port-case.ts'

const dayMs = 86_400_000
const keyed = (bodySha256: string, place = 0) => laneCart(['milk'], { idempotency: { key: 'k', place, bodySha256 } })

/** The rules for submissions to a shard and reads of it, for every storage. The subject opens the storage as a new process finds it. */
export const laneSubmissionCases: Array<PortCase<() => LaneStorage>> = [
  {
    name: 'a submitted job is first in line after a restart',
    async run(open) {
      const lane = new LaneAtWork(open)
      const [id] = await lane.submit(laneCart(['milk']))
      lane.restart()
      expect(await lane.desk.findJob('key_a', id!)).toMatchObject({ id, kind: 'cart', forecast: { position: 1 } })
      const ticket = await lane.pullOne()
      expect(ticket).toMatchObject({ id, attempt: 0, spec: laneCart(['milk']).spec, keyId: 'key_a' })
    },
  },
  {
    name: 'a job id names its shard, and its sequence number continues after a restart',
    async run(open) {
      const lane = new LaneAtWork(open)
      const [first] = await lane.submit(laneCart(['milk']))
      lane.restart()
      const [second] = await lane.submit(laneCart(['milk']))
      expect([first, second].map((id) => parseJobId(id!))).toEqual([
        { ...lane.address, sequence: 1 },
        { ...lane.address, sequence: 2 },
      ])
    },
  },
  {
    name: 'no job of a submission is in the lane if one of them cannot be stored',
    async run(open) {
      const lane = new LaneAtWork(open)
      const bad = laneCart(['eggs'], { spec: null as unknown as string })
      await expect(lane.receipts(laneCart(['milk']), bad)).rejects.toThrow()
      expect(await lane.pull()).toEqual([])
      const [id] = await lane.submit(laneCart(['bread']))
      expect(parseJobId(id!)!.sequence).toBe(1)
      lane.restart()
      expect(await lane.pull()).toMatchObject([{ id }])
    },
  },
  {
    name: 'the same idempotency key gives the same job, and is refused with another body',
    async run(open) {
      const lane = new LaneAtWork(open)
      const [first] = await lane.receipts(keyed('a'))
      lane.restart()
      const [again, other] = await lane.receipts(keyed('a'), keyed('b'))
      expect(first).toMatchObject({ ok: true, replayed: false })
      expect(again).toMatchObject({ ok: true, replayed: true, id: first?.ok && first.id })
      expect(other).toEqual({ ok: false, reason: 'idempotency_conflict' })
      expect(await lane.pull()).toHaveLength(1)
    },
  },
  {
    name: 'each caller has its own idempotency keys',
    async run(open) {
      const lane = new LaneAtWork(open)
      const [first, second] = await lane.submit(keyed('a'), { ...keyed('a'), keyId: 'key_b' })
      expect(first).not.toBe(second)
      expect(await lane.submit({ ...keyed('a'), keyId: 'key_b' })).toEqual([second])
    },
  },
  {
    name: 'a shard knows exactly the places of a batch that it has taken',
    async run(open) {
      const lane = new LaneAtWork(open)
      await lane.submit(keyed('a', 0), keyed('a', 1))
      lane.restart()
      const knows = (place: number) => lane.desk.knowsPlace('key_a', { key: 'k', place, bodySha256: 'a' })
      expect([await knows(0), await knows(1), await knows(2)]).toEqual([true, true, false])
    },
  },
  {
    name: 'an idempotency key holds for a day',
    async run(open) {
      const lane = new LaneAtWork(open)
      const [first] = await lane.submit(keyed('a'))
      const { id, token } = await lane.pullOne()
      await lane.desk.finish(id, token, { kind: 'done' })
      await lane.pass(dayMs - 1)
      expect(await lane.submit(keyed('a'))).toEqual([first])
      await lane.pass(1)
      const [second] = await lane.submit(keyed('b'))
      expect(parseJobId(second!)).not.toBeNull()
      expect(second).not.toBe(first)
    },
  },
  {
    name: 'a refresh joins the waiting refresh of the same outlet by another key',
    async run(open) {
      const lane = new LaneAtWork(open, 'live')
      const refresh = (keyId: string) => laneCart(['milk'], { keyId, coalesce: 'out_1' })
      const [first] = await lane.receipts(refresh('key_a'))
      lane.restart()
      const [second] = await lane.receipts(refresh('key_b'))
      expect(second).toMatchObject({ ok: true, id: first!.ok && first!.id, replayed: true })
      const ticket = await lane.pullOne()
      await lane.desk.finish(ticket.id, ticket.token, { kind: 'done' })
      expect(await lane.receipts(refresh('key_b'))).toMatchObject([{ ok: true, replayed: false }])
    },
  },
  {
    name: 'a job of the interactive lane is found only by its own key',
    async run(open) {
      const lane = new LaneAtWork(open)
      const [own] = await lane.submit(laneCart(['milk']))
      expect(await lane.desk.findJob('key_a', own!)).toMatchObject({ id: own })
      expect(await lane.desk.findJob('key_b', own!)).toBeNull()
    },
  },
  {
    name: 'a job of the live lane is found by every key',
    async run(open) {
      const lane = new LaneAtWork(open, 'live')
      const [refresh] = await lane.submit(laneCart(['milk']))
      lane.restart()
      expect(await lane.desk.findJob('key_b', refresh!)).toMatchObject({ id: refresh, keyId: 'key_a' })
    },
  },
  {
    name: 'the head of a line forecasts its jobs as the receipts do',
    async run(open) {
      const lane = new LaneAtWork(open)
      const receipts = await lane.receipts(laneCart(['1']), laneCart(['2'], { keyId: 'key_b' }), laneCart(['3']))
      const head = await lane.desk.head('key_a')
      expect(head).toMatchObject({ nextSequence: 4, waiting: Uint32Array.of(1, 3), rivals: { others: [1] } })
      expect(receipts[2]).toMatchObject({ forecast: forecastIn(head, 3) })
    },
  },
  {
    name: 'a block holds the jobs of one key between two ids',
    async run(open) {
      const lane = new LaneAtWork(open)
      const [first, , third] = await lane.submit(
        laneCart(['1'], { summary: '{"kind":"cart","total":1,"metadata":{},"tags":["a"]}' }),
        laneCart(['2'], { keyId: 'key_b' }),
        laneCart(['3']),
      )
      const { nextSequence, jobs } = await lane.desk.block('key_a', first!, third!)
      expect([nextSequence, Object.keys(jobs)]).toEqual([4, [first]])
      expect(JSON.parse(jobs[first!]!)).toEqual({
        ...{ kind: 'cart', total: 1, metadata: {}, tags: ['a'] },
        submittedAt: lane.clock.now(),
      })
    },
  },
  {
    name: 'a summary counts running and waiting jobs, and lists the running ones, then the first of each key, then the others',
    async run(open) {
      const lane = new LaneAtWork(open)
      const submittedAt = lane.clock.now()
      const [first, second, third, others] = await lane.submit(
        laneCart(['1']),
        laneCart(['2']),
        laneCart(['3']),
        laneCart(['4'], { keyId: 'key_b' }),
      )
      await lane.pass(2_000)
      await lane.pullOne()
      const summary = await lane.desk.summary(lane.address)
      expect(summary).toMatchObject({ lane: 'interactive', waiting: 3, running: 1, waitedMs: [2_000] })
      expect(summary.oldestWaitingAt).toBe(submittedAt)
      expect(summary.jobs.map(({ id, kind, running }) => [id, kind, running])).toEqual([
        [first, 'cart', true],
        [second, 'cart', false],
        [others, 'cart', false],
        [third, 'cart', false],
      ])
    },
  },
]
