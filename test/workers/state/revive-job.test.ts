import { evictDurableObject, runDurableObjectAlarm, runInDurableObject } from 'cloudflare:test'
import { env } from 'cloudflare:workers'
import { laneName } from '@edgesweep/cloudflare/objects.ts'
import type { JobHeader } from '@edgesweep/core/job/job-state.ts'
import { planJob } from '@edgesweep/core/job/plan-job.ts'
import type { LaneShard, PulledTicket } from '@edgesweep/core/lane/lane-shard.ts'
import { expect, test } from 'vitest'
import { noUsage, someJob } from './a-job.ts'

let ids = 0
const someHeader = (): JobHeader => ({
  id: `job_i05${String(++ids).padStart(8, '0')}0123456789`,
  keyId: 'key_a',
  lane: 'interactive',
  spec: { kind: 'cart', items: ['milk', 'eggs'], zipcode: '10001' },
  submittedAt: Date.now(),
  deadline: Date.now() + 3_600_000,
})
const plan = (of: JobHeader) => planJob(of.spec).map(({ label, follows }) => ({ label, follows }))
const ended = (status: 'completed' | 'errored', result: unknown) =>
  ({ type: 'ended', status, result, error: status === 'errored' ? 'no such shelf' : null, usage: noUsage }) as const

/** The lane that readmits the jobs of this file. */
function itsLane() {
  const stub = env.LANE.get(env.LANE.idFromName(laneName({ lane: 'interactive', shard: 5 })))
  const lane = stub as unknown as LaneShard
  const pull = async (id: string): Promise<PulledTicket | undefined> => {
    const tickets = await lane.pullTickets({ id: 'w', slots: 10 }, { max: 10, waitMs: 0, stays: false })
    return tickets.find((ticket) => ticket.id === id)
  }
  return { stub, lane, pull }
}

/** A job with a result for its first item and an error for its second. */
async function partialJob() {
  const of = someHeader()
  const { stub, job } = someJob(of.id)
  await job.take(of, plan(of), 't1', 0, 2)
  await job.reportItem('t1', 0, ended('completed', 'milk it is'))
  expect(await job.reportItem('t1', 1, ended('errored', null))).toMatchObject({ ended: true })
  return { of, stub, job }
}

test('a retried job goes back to its lane, and only its failed items run again', async () => {
  const { of, job } = await partialJob()
  expect(await job.revive('failed')).toBe('revived')
  expect(await job.read()).toMatchObject({ status: 'queued', completed: 1, failed: 0, endedAt: null, expiresAt: null })
  const ticket = await itsLane().pull(of.id)
  expect(ticket!.deadline).toBeGreaterThan(of.deadline)
  const taken = await job.take({ ...of, deadline: ticket!.deadline }, plan(of), ticket!.token, ticket!.attempt, 2)
  expect(taken).toEqual({ ready: [], started: [1], ended: false })
  await job.reportItem(ticket!.token, 1, ended('completed', 'eggs at last'))
  expect((await job.results(0, 10))!.items.map((item) => item.result)).toEqual(['milk it is', 'eggs at last'])
  const { entries } = (await job.readOutbox())!
  expect(entries.map(({ seq, kind }) => [seq, kind])).toEqual([
    [1, 'job.started'],
    [2, 'job.item'],
    [3, 'job.item'],
    [4, 'job.completed'],
    [5, 'job.started'],
    [6, 'job.item'],
    [7, 'job.completed'],
  ])
  // The retry does not change the earlier events.
  expect(entries[2]!.item).toEqual({ index: 1, label: 'eggs', status: 'errored', error: 'no such shelf' })
  expect(entries[3]!.end).toEqual({ status: 'partial', completed: 1, failed: 1, error: null })
  expect(entries[6]!.end).toMatchObject({ status: 'completed', failed: 0 })
})

test('a revived job reaches a lane that did not answer at first, even after an eviction of both objects', async () => {
  const { of, stub, job } = await partialJob()
  const { stub: laneStub, lane } = itsLane()
  await lane.findJob('key_a', of.id)
  const rename = (from: string, to: string) =>
    runInDurableObject(laneStub, (_, { storage }) => void storage.sql.exec(`ALTER TABLE ${from} RENAME TO ${to}`))
  await rename('job', 'unreachable')
  expect(await job.revive('failed')).toBe('revived')
  await rename('unreachable', 'job')
  await evictDurableObject(laneStub)
  expect(await lane.findJob('key_a', of.id)).toBeNull()
  await evictDurableObject(stub)
  await runDurableObjectAlarm(stub)
  expect(await lane.findJob('key_a', of.id)).toMatchObject({ id: of.id, reason: 'runs again' })
})

test('a revived job goes back to its lane even if the ticket of its earlier run ends afterwards', async () => {
  const { of, stub, job } = await partialJob()
  const { lane, pull } = itsLane()
  await job.revive('failed')
  const ticket = await pull(of.id)
  await lane.finish(of.id, ticket!.token, { kind: 'done' })
  await evictDurableObject(stub)
  await runDurableObjectAlarm(stub)
  expect(await pull(of.id)).toMatchObject({ id: of.id })
})
