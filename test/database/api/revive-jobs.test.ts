import type { ApiContext } from '@edgesweep/api/src/api.ts'
import { createApp } from '@edgesweep/api/src/app.ts'
import { mintApiKey, storeApiKey } from '@edgesweep/core/api-key/mint-api-key.ts'
import { submitJob } from '@edgesweep/core/job/submit-job.ts'
import { settingsFrom } from '@edgesweep/core/settings.ts'
import { endSweep } from '@edgesweep/core/sweep/end-sweep.ts'
import { readOutlet } from '@edgesweep/db/queries/outlet/read.ts'
import { listSweeps } from '@edgesweep/db/queries/sweep/list.ts'
import { expect, test } from 'vitest'
import { cart, WorkerWorld } from '../../support/worker-world.ts'
import { someOutlet } from '../db/some.ts'
import { openDatabase } from '../open-database.ts'

const { db } = await openDatabase()
const key = mintApiKey()
await storeApiKey({ db }, key, { id: 'key', name: 'key', scopes: ['read', 'write'] })

/** The API over a lane with one shop, which answers 502 for eggs. */
function shop() {
  const world = new WorkerWorld()
  world.jobs.readmit = (job) => world.lanes.readmit(job)
  const fetch: typeof globalThis.fetch = async (input, init) =>
    String(input).includes('eggs') ? new Response('', { status: 502 }) : world.fetch(input, init)
  const log = { info: () => {}, warn: () => {}, error: console.error }
  const ctx = {
    db,
    primaryReads: db,
    log,
    clock: world.clock,
    lanes: world.lanes,
    jobs: world.jobs,
  } as unknown as ApiContext
  const app = createApp(() => ctx)
  const ask = async (method: string, path: string) => {
    const response = await app.request(path, { method, headers: { authorization: `Bearer ${key.key}` } })
    return { status: response.status, location: response.headers.get('location'), body: await response.json() }
  }
  const drain = () => world.clock.finish(world.drain({}, world.context({ fetch })))
  return { world, ask, drain }
}

test('a retried job is queued again, and a second retry answers 409 with the reason', async () => {
  const { world, ask, drain } = shop()
  const [id] = await world.submit(cart('milk', 'eggs'))
  await drain()
  expect(await ask('POST', `/v1/jobs/${id}/retry`)).toMatchObject({
    status: 202,
    location: `/v1/jobs/${id}`,
    body: { id, status: 'queued', total: 2, completed: 1, failed: 0, ended_at: null },
  })
  expect(await ask('POST', `/v1/jobs/${id}/retry`)).toMatchObject({
    status: 409,
    body: { field: 'id', detail: `the job ${id} is queued: retry it when it has ended` },
  })
})

test('a dead letter can be replayed, and any other job answers 409', async () => {
  const { world, ask, drain } = shop()
  const [dead, good] = await world.submit(cart('milk'), cart('bread'))
  const ticket = await world.pullOne()
  await world.lanes.finish(ticket, { kind: 'reject', reason: 'this version does not know its kind' })
  expect(await ask('POST', `/v1/jobs/${dead}/replay`)).toMatchObject({ status: 202, body: { status: 'queued' } })
  await drain()
  expect(await ask('GET', `/v1/jobs/${dead}`)).toMatchObject({ body: { status: 'completed' } })
  expect(await ask('POST', `/v1/jobs/${good}/replay`)).toMatchObject({ status: 409 })
  expect(await ask('POST', '/v1/jobs/job_i00000000990000000000/replay')).toMatchObject({ status: 404 })
})

test('a replayed sweep is open and holds its outlets before its job runs', async () => {
  const { world, ask } = shop()
  const outletIds = [await someOutlet(db), await someOutlet(db)]
  const request = { kind: 'sweep' as const, outlet_ids: outletIds }
  const { lanes, clock } = world
  const parts = { db, lanes, clock, settings: settingsFrom({}), log: { info() {}, warn() {}, error() {} } }
  const { id } = await submitJob(parts, { keyId: 'key', scopes: [] }, request, null)
  const [sweep] = await listSweeps(db, { limit: 1 })
  const [ticket] = await lanes.pull('bulk', 0, { id: 'worker', slots: 1 }, { max: 1, waitMs: 0, stays: false })
  await lanes.finish(ticket!, { kind: 'reject', reason: 'this version does not know its kind' })
  await endSweep({ db }, { sweepId: sweep!.id, status: 'failed', summary: { status: 'failed' } })
  const held = async () =>
    (await Promise.all(outletIds.map((outletId) => readOutlet(db, { outletId })))).map((outlet) => outlet!.sweepId)
  expect(await held()).toEqual([null, null])
  expect(await ask('POST', `/v1/jobs/${id}/replay`)).toMatchObject({ status: 202 })
  expect(await held()).toEqual([sweep!.id, sweep!.id])
  expect(await listSweeps(db, { limit: 1 })).toMatchObject([{ id: sweep!.id, status: 'running', endedAt: null }])
})

test('/why explains the state of a job in a sentence and in fields', async () => {
  const { world, ask, drain } = shop()
  const [, id] = await world.submit(cart('milk'), cart('eggs'))
  const estimate = { p50: expect.any(Number), p90: expect.any(Number) }
  expect(await ask('GET', `/v1/jobs/${id}/why`)).toMatchObject({
    status: 200,
    body: { state: 'queued', queue_position: 2, starts_in_seconds: estimate, eta_seconds: estimate, waits: [] },
  })
  await drain()
  expect((await ask('GET', `/v1/jobs/${id}/why`)).body).toEqual({
    state: 'failed',
    message: expect.stringContaining('answered 502'),
    waits: [],
    queue_position: null,
    starts_in_seconds: null,
    eta_seconds: null,
  })
  expect(await ask('GET', '/v1/jobs/job_i00000000990000000000/why')).toMatchObject({ status: 404 })
})
