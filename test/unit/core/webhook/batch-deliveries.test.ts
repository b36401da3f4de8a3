import type { JobView, LoggedEvent } from '@edgesweep/core/job/job-port.ts'
import { batchDeliveries, type JobOutbox } from '@edgesweep/core/webhook/batch-deliveries.ts'
import { expect, test } from 'vitest'

/** An outbox of a job with this many events. Each event repeats the metadata of `length` characters. */
function outboxOf(id: string, events: number, length: number): JobOutbox {
  const spec = { kind: 'cart', items: ['milk'], zipcode: '10001', metadata: { note: 'x'.repeat(length) } }
  const job = { id: `job_${id}`, keyId: 'key_1', spec, total: 1 } as unknown as JobView
  const item = { index: 0, label: 'milk', status: 'completed', error: null } as const
  const entries = Array.from({ length: events }, (_, n): LoggedEvent => ({ seq: n + 1, at: 1, kind: 'job.item', item }))
  return { job, entries }
}

test('the events of a hundred small jobs fit into one statement', () => {
  const news = Array.from({ length: 100 }, (_, n) => outboxOf(`i${n}`, 4, 100))
  const statements = [...batchDeliveries(news)]
  expect(statements.map((batches) => batches.length)).toEqual([100])
})

test('the events of large jobs are split into small statements, each event once and in order', () => {
  const large = 18_000
  const news = Array.from({ length: 20 }, (_, n) => outboxOf(`i${n}`, 102, large))
  const statements = [...batchDeliveries(news)]
  const sizes = statements.map((batches) => JSON.stringify(batches).length)
  expect(Math.max(...sizes)).toBeLessThan(4_100_000)
  expect(statements.length).toBeLessThan(15)
  const ids = statements.flat().flatMap(({ events }) => events.map(({ id }) => id))
  expect(ids).toHaveLength(20 * 102)
  expect(new Set(ids).size).toBe(ids.length)
  expect(statements.flat().map(({ events }) => events[0]!.id)).toEqual(
    news.map(({ job }) => `evt_${job.id.slice(4)}0001`),
  )
})

test('a job that is too large has a statement of its own, even between small jobs', () => {
  const news = [outboxOf('a', 1, 10), outboxOf('b', 200, 25_000), outboxOf('c', 1, 10)]
  expect([...batchDeliveries(news)].map((batches) => batches.length)).toEqual([1, 1, 1])
})

test('without outboxes there is no statement', () => {
  expect([...batchDeliveries([])]).toEqual([])
})
