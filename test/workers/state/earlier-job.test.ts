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

/** Stores a sweep like the version whose items had stages: the scan of `b` runs, and both extractions wait for both scans. */
function storeWithStages({ kv, sql }: DurableObjectStorage): void {
  const spec = { kind: 'sweep', sweep_id: 'swp', outlet_ids: ['a', 'b'] }
  kv.put('job', { id, keyId: 'clock', lane: 'bulk', submittedAt: 1_000, spec })
  const times = { queuedAt: 1_000, startedAt: 2_000, endedAt: null, expiresAt: null, deadline: Date.now() + 900_000 }
  const run = { status: 'running', token: 't1', attempt: 0, firstAttempt: 0, error: null, dead: false }
  kv.put(
    'life',
    JSON.stringify({ ...times, ...run, usage: noUsage, throttles: {}, waits: {}, lastSeq: 0, acknowledged: 0 }),
  )
  sql.exec(`
    CREATE TABLE item (
      idx INTEGER PRIMARY KEY, label TEXT NOT NULL, stage INTEGER NOT NULL, status TEXT NOT NULL,
      tries INTEGER NOT NULL, error TEXT, result TEXT
    );
    CREATE TABLE event (
      seq INTEGER PRIMARY KEY, at INTEGER NOT NULL, kind TEXT NOT NULL, item INTEGER,
      status TEXT, error TEXT, completed INTEGER, failed INTEGER
    );
    INSERT INTO item VALUES (0, 'scan a', 0, 'completed', 1, NULL, NULL), (1, 'scan b', 0, 'running', 1, NULL, NULL),
      (2, 'extract a', 1, 'queued', 0, NULL, NULL), (3, 'extract b', 1, 'queued', 0, NULL, NULL);
  `)
}

test('in a sweep that an earlier version stored, an extraction follows its own scan only', async () => {
  const { stub, job } = someJob(id.replace('0123', '5678'))
  await runInDurableObject(stub, (_, { storage }) => storeWithStages(storage))
  await evictDurableObject(stub)
  expect(await job.startItem('t1', 3)).toBe(false)
  expect(await job.startItem('t1', 2)).toBe(true)
  const ended = { type: 'ended', status: 'completed', result: null, error: null, usage: noUsage } as const
  expect(await job.reportItem('t1', 1, ended)).toMatchObject({ ready: [3], ended: false })
  await evictDurableObject(stub)
  expect(await job.read()).toMatchObject({ total: 4, completed: 2, following: { total: 2, completed: 0 } })
})

test('what the items of a job wait for, which an earlier version stored in one value, is kept in their rows', async () => {
  const { stub, job } = someJob(id.replace('0123', '7890'))
  await runInDurableObject(stub, (_, { storage }) => {
    storeWithStages(storage)
    const waits = { 2: { reason: 'all taken', until: 5_000 }, 3: { reason: 'asked for a pause', until: 4_000 } }
    const life = JSON.parse(storage.kv.get<string>('life')!)
    storage.kv.put('life', JSON.stringify({ ...life, waits, throttles: { 3: 7 } }))
  })
  for (let life = 0; life < 2; life++) {
    await evictDurableObject(stub)
    expect((await job.read())!.waits.map(({ label, until }) => [label, until])).toEqual([
      ['extract b', 4_000],
      ['extract a', 5_000],
    ])
  }
  await runInDurableObject(stub, (_, { storage }) => {
    expect(storage.kv.get('life')).not.toMatch(/waits|throttles/)
    expect(storage.sql.exec('SELECT throttles FROM item WHERE idx = 3').one()).toEqual({ throttles: 7 })
  })
  expect(await job.startItem('t1', 2)).toBe(true)
  expect((await job.read())!.waits).toHaveLength(1)
})

test('the plan of a worker of an earlier version is understood', async () => {
  const { job } = someJob(id.replace('0123', '6789'))
  const spec = { kind: 'sweep' as const, sweep_id: 'swp', outlet_ids: ['a', 'b'] }
  const header = { id, keyId: 'clock', lane: 'bulk' as const, spec, submittedAt: 1_000, deadline: Date.now() + 900_000 }
  const plan = ['scan a', 'scan b', 'extract a', 'extract b'].map((label, n) => ({ label, stage: n < 2 ? 0 : 1 }))
  const taken = await job.take(header, plan as never, 't1', 0, 1)
  expect(taken).toMatchObject({ started: [0], ready: [1] })
  const ended = { type: 'ended', status: 'completed', result: null, error: null, usage: noUsage } as const
  expect(await job.reportItem('t1', 0, ended)).toMatchObject({ ready: [2] })
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

test('a job that an earlier version stored without outages continues, and remembers an outage from then on', async () => {
  const { stub, job } = someJob(id.replace('0123', '4444'))
  const spec = { kind: 'cart' as const, items: ['milk', 'eggs'], zipcode: '10001' }
  const times = { submittedAt: Date.now(), deadline: Date.now() + 3_600_000 }
  const header = { id: id.replace('0123', '4444'), keyId: 'key_a', lane: 'interactive' as const, spec, ...times }
  const plan = spec.items.map((label) => ({ label, follows: null }))
  await job.take(header, plan, 't1', 0, 1)
  await runInDurableObject(stub, (_, { storage }) => {
    for (const column of ['outage_since', 'outage_reason', 'alone', 'unforeseen'])
      storage.sql.exec(`ALTER TABLE item DROP COLUMN ${column}`)
  })
  await evictDurableObject(stub)
  const outage = { type: 'outage', reason: 'the bucket does not answer', random: 0.5, usage: noUsage } as const
  expect(await job.reportItem('t1', 0, outage)).toMatchObject({ isOpen: true, restMs: 2_000 })
  expect(await job.startItem('t1', 1)).toBe(true)
  await evictDurableObject(stub)
  const taken = await job.take(header, plan, 't2', 1, 2)
  expect(taken).toMatchObject({ ready: [1], started: [], alone: [1], resting: [{ index: 0 }] })
})

test('an outage that an earlier version stored without a count of unforeseen errors ends at the fifth one from then on', async () => {
  const { stub, job } = someJob(id.replace('0123', '5555'))
  const spec = { kind: 'cart' as const, items: ['milk'], zipcode: '10001' }
  const times = { submittedAt: Date.now(), deadline: Date.now() + 3_600_000 }
  const header = { id: id.replace('0123', '5555'), keyId: 'key_a', lane: 'interactive' as const, spec, ...times }
  await job.take(header, [{ label: 'milk', follows: null }], 't1', 0, 1)
  const outage = { type: 'outage', reason: 'x is not a function', random: 0.5, usage: noUsage } as const
  await job.reportItem('t1', 0, outage)
  await runInDurableObject(stub, (_, { storage }) => storage.sql.exec('ALTER TABLE item DROP COLUMN unforeseen'))
  for (let error = 1; error <= 5; error++) {
    await evictDurableObject(stub)
    expect(await job.startItem('t1', 0)).toBe(true)
    expect(await job.reportItem('t1', 0, { ...outage, unforeseen: true })).toMatchObject({ ended: error === 5 })
  }
  expect(await job.read()).toMatchObject({ status: 'failed', dead: false })
})
