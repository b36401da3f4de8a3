import { evictDurableObject, runInDurableObject } from 'cloudflare:test'
import { expect, test } from 'vitest'
import { noUsage, someJob } from './a-job.ts'

const id = 'job_i00000000010123456789'
const eventId = (seq: string) => `evt_i00000000010123456789${seq}`

/** Stores a running job like the version before the log had a cursor. Its start was announced, its first item was not. */
function storeAsEarlier({ kv, sql }: DurableObjectStorage): void {
  kv.put('job', {
    ...{ id, keyId: 'key_a', lane: 'interactive', submittedAt: 1_000, deadline: Date.now() + 3_600_000 },
    spec: { kind: 'cart', items: ['milk', 'eggs'], zipcode: '10001' },
    ...{ status: 'running', token: 't1', attempt: 2, startedAt: 2_000, endedAt: null, expiresAt: null, error: null },
    usage: noUsage,
  })
  sql.exec(`
    CREATE TABLE item (
      idx INTEGER PRIMARY KEY, label TEXT NOT NULL, stage INTEGER NOT NULL, status TEXT NOT NULL,
      tries INTEGER NOT NULL, error TEXT, result TEXT
    );
    CREATE TABLE event (seq INTEGER PRIMARY KEY, at INTEGER NOT NULL, kind TEXT NOT NULL, item INTEGER);
    CREATE TABLE outbox (id TEXT PRIMARY KEY, kind TEXT NOT NULL, at INTEGER NOT NULL, item INTEGER) WITHOUT ROWID;
    INSERT INTO item VALUES (0, 'milk', 0, 'errored', 1, 'no such shelf', NULL), (1, 'eggs', 0, 'running', 1, NULL, NULL);
    INSERT INTO event VALUES (1, 2000, 'job.started', NULL), (2, 3000, 'job.item', 0);
  `)
  sql.exec('INSERT INTO outbox VALUES (?, ?, ?, ?)', eventId('0002'), 'job.item', 3_000, 0)
}

test('a job that an earlier version stored continues, and its outbox keeps the events that were not announced', async () => {
  const { stub, job } = someJob(id)
  await runInDurableObject(stub, (_, { storage }) => storeAsEarlier(storage))
  await evictDurableObject(stub)
  const milk = { index: 0, label: 'milk', status: 'errored', error: 'no such shelf' }
  expect((await job.readOutbox())!.entries).toEqual([{ seq: 2, at: 3_000, kind: 'job.item', item: milk }])
  const eggs = { type: 'ended', status: 'completed', result: 'eggs', error: null, usage: noUsage } as const
  expect(await job.reportItem('t1', 1, eggs)).toMatchObject({ ended: true })
  await evictDurableObject(stub)
  expect(await job.read()).toMatchObject({ status: 'partial', attempt: 2, startedAt: 2_000, dead: false })
  expect((await job.readOutbox())!.entries.map(({ seq }) => seq)).toEqual([2, 3, 4])
  expect((await job.results(0, 10))!.items[1]).toMatchObject({ label: 'eggs', result: 'eggs' })
})

test('no event that an earlier version has announced is announced again', async () => {
  const { stub, job } = someJob(id.replace('0123', '4567'))
  await runInDurableObject(stub, (_, { storage }) => {
    storeAsEarlier(storage)
    storage.sql.exec('DELETE FROM outbox')
  })
  await evictDurableObject(stub)
  expect(await job.readOutbox()).toBeNull()
  await job.cancel()
  expect((await job.readOutbox())!.entries.map(({ seq, kind }) => [seq, kind])).toEqual([[3, 'job.cancelled']])
})
