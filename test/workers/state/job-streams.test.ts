import { evictDurableObject, runDurableObjectAlarm, runInDurableObject } from 'cloudflare:test'
import { env } from 'cloudflare:workers'
import { jobStreamsOf } from '@edgesweep/cloudflare/job-streams.ts'
import type { JobStatusObject, Remote } from '@edgesweep/cloudflare/objects.ts'
import type { JobHeader } from '@edgesweep/core/job/job-state.ts'
import type { StreamedEvent } from '@edgesweep/core/job/streamed-event.ts'
import { expect, test } from 'vitest'
import { noUsage, someJob } from './a-job.ts'

const streams = jobStreamsOf(env.JOB_STATUS)

let ids = 0
const header = (items = ['milk', 'eggs'], ttl?: number): JobHeader => ({
  id: `job_i00${String(++ids).padStart(8, '0')}streams000`,
  keyId: 'key_a',
  lane: 'interactive',
  spec: { kind: 'cart', items, zipcode: '10001', ...(ttl ? { ttl } : {}) },
  submittedAt: Date.now(),
  deadline: Date.now() + 3_600_000,
})

type Job = Remote<JobStatusObject>
const begin = (job: Job, of: JobHeader, token = 't1', attempt = 0) =>
  job.take(
    of,
    (of.spec as { items: string[] }).items.map((label) => ({ label, follows: null })),
    token,
    attempt,
    0,
  )
async function endItem(job: Job, index: number, status: 'completed' | 'errored' = 'completed', token = 't1') {
  await job.startItem(token, index)
  await job.reportItem(token, index, { type: 'ended', status, result: 'r', error: null, usage: noUsage })
}

/** A client on a WebSocket, with the messages that it received and its close event. */
async function subscribe(jobId: string, after = 0) {
  const { webSocket } = await streams.connect(jobId, after)
  const socket = webSocket!
  const got: StreamedEvent[] = []
  const other: string[] = []
  socket.addEventListener('message', ({ data }) => {
    if (String(data).startsWith('{')) got.push(JSON.parse(String(data)))
    else other.push(String(data))
  })
  const closed = new Promise<CloseEvent>((resolve) => socket.addEventListener('close', resolve))
  socket.accept()
  const seqs = () => got.map(({ seq }) => seq)
  return {
    socket,
    got,
    other,
    seqs,
    has: (expected: number[]) => expect.poll(seqs).toEqual(expected),
    closed: () => closed,
  }
}

const sockets = (stub: DurableObjectStub) => runInDurableObject(stub, (_, state) => state.getWebSockets().length)

test('a stream sends the earlier events first and then each new one, and ends with the job', async () => {
  const of = header()
  const { job } = someJob(of.id)
  await begin(job, of)
  await endItem(job, 0)
  const client = await subscribe(of.id)
  await client.has([1, 2])
  await endItem(job, 1, 'errored')
  await client.has([1, 2, 3, 4])
  expect(client.got[0]).toEqual({ seq: 1, type: 'job.started', timestamp: expect.any(String), job_id: of.id })
  expect(client.got[2]).toMatchObject({
    type: 'job.item',
    item: { index: 1, label: 'eggs', status: 'errored', error: null },
  })
  expect(client.got[3]!.type).toBe('job.completed')
  expect(await client.closed()).toMatchObject({ code: 1000, reason: 'the job has ended: partial' })
})

test('a client may connect before its job begins, and the object stores nothing until then', async () => {
  const of = header()
  const { stub, job } = someJob(of.id)
  const client = await subscribe(of.id)
  expect(await sockets(stub)).toBe(1)
  expect(await runInDurableObject(stub, (_, state) => [...state.storage.kv.list()])).toEqual([])
  await evictDurableObject(stub)
  await begin(job, of)
  await job.cancel()
  await client.has([1, 2])
  expect(client.got.map(({ type }) => type)).toEqual(['job.started', 'job.cancelled'])
  expect(await client.closed()).toMatchObject({ code: 1000 })
})

test('a client that reconnects gets the events that it lacks, and none twice', async () => {
  const of = header(['a', 'b', 'c'])
  const { stub, job } = someJob(of.id)
  await begin(job, of)
  await endItem(job, 0)
  const first = await subscribe(of.id)
  await first.has([1, 2])
  first.socket.close(1001)
  expect(await first.closed()).toMatchObject({ code: 1000, wasClean: true })
  await expect.poll(() => sockets(stub)).toBe(0)
  await endItem(job, 1)
  const again = await subscribe(of.id, 2)
  await again.has([3])
  await endItem(job, 2)
  await again.has([3, 4, 5])
})

test('an eviction between two events loses no event and repeats none', async () => {
  const of = header(['a', 'b', 'c', 'd'])
  const { stub, job } = someJob(of.id)
  await begin(job, of)
  const [early, late] = [await subscribe(of.id), await subscribe(of.id, 1)]
  for (const index of [0, 1, 2, 3]) {
    await endItem(job, index)
    await expect.poll(early.seqs).toContain(index + 2)
    await evictDurableObject(stub)
  }
  await early.closed()
  await late.closed()
  expect(early.seqs()).toEqual([1, 2, 3, 4, 5, 6])
  expect(late.seqs()).toEqual([2, 3, 4, 5, 6])
})

test('a late client gets a log of more than 1,000 events whole', async () => {
  const of = header(Array.from({ length: 1_200 }, (_, n) => `term ${n}`))
  const { stub, job } = someJob(of.id)
  await begin(job, of)
  await runInDurableObject(stub, async (object) => {
    for (let index = 0; index < 1_200; index++) await endItem(object as unknown as Job, index)
  })
  const client = await subscribe(of.id)
  await client.closed()
  expect(client.seqs()).toEqual(Array.from({ length: 1_202 }, (_, n) => n + 1))
})

test('the stream of an ended job sends no further event until the job runs again', async () => {
  const of = header()
  const { job } = someJob(of.id)
  await begin(job, of)
  await endItem(job, 0)
  await endItem(job, 1, 'errored')
  expect(await streams.read(of.id, 4)).toBeNull()
  expect(await (await subscribe(of.id, 4)).closed()).toMatchObject({ code: 1000, reason: 'the job has ended: partial' })

  expect(await job.revive('failed')).toBe('revived')
  const client = await subscribe(of.id, 4)
  const whole = await subscribe(of.id)
  const { deadline } = (await job.read())!
  expect(await begin(job, { ...of, deadline }, 't2', 0)).not.toBeNull()
  await endItem(job, 1, 'completed', 't2')
  expect(await client.closed()).toMatchObject({ reason: 'the job has ended: completed' })
  expect(client.got.map(({ type }) => type)).toEqual(['job.started', 'job.item', 'job.completed'])
  await whole.has([1, 2, 3, 4, 5, 6, 7])
})

test('the streams of a job close when its results expire', async () => {
  const of = header(['a'], 60)
  const { stub, job } = someJob(of.id)
  await begin(job, of)
  const client = await subscribe(of.id)
  await client.has([1])
  await runInDurableObject(stub, async (object, state) => {
    await (object as unknown as JobStatusObject).acknowledgeUpTo(1)
    const life = JSON.parse(state.storage.kv.get<string>('life')!)
    state.storage.kv.put('life', JSON.stringify({ ...life, status: 'cancelled', expiresAt: Date.now() - 1 }))
  })
  await evictDurableObject(stub)
  await runDurableObjectAlarm(stub)
  expect(await client.closed()).toMatchObject({ code: 1000, reason: 'the results of the job have expired' })
  expect(await job.read()).toBeNull()
})

test('the stream answers a ping, ignores other messages, and stays open after both', async () => {
  const of = header(['a'])
  const { job } = someJob(of.id)
  await begin(job, of)
  const client = await subscribe(of.id)
  client.socket.send('hello')
  client.socket.send('ping')
  await expect.poll(() => client.other).toEqual(['pong'])
  await endItem(job, 0)
  await client.has([1, 2, 3])
})

test('a reader that cancels closes its socket, and a reader gets the end when the object closes the socket', async () => {
  const of = header(['a'])
  const { stub, job } = someJob(of.id)
  await begin(job, of)
  const leaving = (await streams.read(of.id, 0))!.getReader()
  expect(JSON.parse((await leaving.read()).value!)).toMatchObject({ seq: 1 })
  await leaving.cancel()
  await expect.poll(() => sockets(stub)).toBe(0)
  const staying = (await streams.read(of.id, 1))!.getReader()
  await evictDurableObject(stub, { webSockets: 'close' })
  expect(await staying.read()).toMatchObject({ done: true })
})

test('a request for events without a WebSocket upgrade is answered with 426', async () => {
  const { stub } = someJob(header().id)
  expect((await stub.fetch('https://job/events')).status).toBe(426)
})

test('the events of a refresh carry the results of its items, even for a late client; those of a cart do not', async () => {
  const sent = async (of: JobHeader) => {
    const { job } = someJob(of.id)
    await job.take(of, [{ label: 'scan out_1', follows: null }], 't1', 0, 1)
    const result = { outlet_id: 'out_1', fresh: { outlet: { online: true } } }
    await job.reportItem('t1', 0, { type: 'ended', status: 'completed', result, error: null, usage: noUsage })
    const late = await subscribe(of.id)
    await late.has([1, 2, 3])
    const { entries } = (await job.readOutbox())!
    expect(entries.map(({ item }) => item && 'result' in item)).toEqual([null, false, null])
    return late.got[1]!.item
  }
  const refresh = header()
  const spec = { kind: 'outlet', outlet_id: 'out_1' } as const
  expect(await sent({ ...refresh, id: refresh.id.replace('job_i', 'job_l'), lane: 'live', spec })).toEqual({
    index: 0,
    label: 'scan out_1',
    status: 'completed',
    error: null,
    result: { outlet_id: 'out_1', fresh: { outlet: { online: true } } },
  })
  expect(await sent(header())).not.toHaveProperty('result')
})
