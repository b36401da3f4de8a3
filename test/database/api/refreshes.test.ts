import type { ApiContext } from '@edgesweep/api/src/api.ts'
import { createApp } from '@edgesweep/api/src/app.ts'
import { mintApiKey, storeApiKey } from '@edgesweep/core/api-key/mint-api-key.ts'
import { systemDeskClock } from '@edgesweep/core/desk-clock.ts'
import { parseJobId } from '@edgesweep/core/lane/job-id.ts'
import { systemClock } from '@edgesweep/core/system.ts'
import { drainLane } from '@edgesweep/core/work/drain-lane.ts'
import { createTown } from '@edgesweep/infra/demo-town/create-town.ts'
import { expect, test } from 'vitest'
import { longLimits } from '../../support/drain-limits.ts'
import { InMemoryJobs } from '../../support/storage/in-memory-jobs.ts'
import { inMemoryLanes } from '../../support/storage/in-memory-lanes.ts'
import { VirtualClock } from '../../support/virtual-clock.ts'
import { workerContext } from '../../support/worker-context.ts'
import { cart } from '../../support/worker-world.ts'
import { someOutlet } from '../db/some.ts'
import { openDatabase } from '../open-database.ts'

const { db } = await openDatabase()

async function someKey(id: string) {
  const key = mintApiKey()
  await storeApiKey({ db }, key, { id, name: id, scopes: ['read', 'write'] })
  return key.key
}
const keys = { ann: await someKey('ann'), bob: await someKey('bob'), eve: await someKey('eve') }
type Name = keyof typeof keys

/** The API over lanes of four shards, and one outlet of the demo town. Its pages answer after `open` is called. */
async function town() {
  const jobs = new InMemoryJobs(systemClock)
  const lanes = inMemoryLanes(systemDeskClock, jobs.giveUp, 4)
  const app = createTown({ now: () => 20_000 })
  const name = crypto.randomUUID()
  const outletId = await someOutlet(db, {
    id: `out_${name}`,
    url: `https://${name}.example/json-ld/orchard-taqueria-1`,
  })
  const { promise: opened, resolve: open } = Promise.withResolvers<void>()
  const { promise: asked, resolve: sayAsked } = Promise.withResolvers<void>()
  let pages = 0
  const fetch: typeof globalThis.fetch = async (input) => {
    pages += 1
    sayAsked()
    await opened
    return app.request(new URL(String(input)).pathname)
  }
  const log = { info: () => {}, warn: () => {}, error: console.error }
  const api = createApp(() => ({ db, primaryReads: db, log, clock: systemClock, lanes, jobs }) as unknown as ApiContext)
  const ask = async (caller: Name, method: string, path: string) => {
    const response = await api.request(path, { method, headers: { authorization: `Bearer ${keys[caller]}` } })
    const text = await response.text()
    return { status: response.status, body: text ? JSON.parse(text) : null }
  }
  const refresh = async (caller: Name) =>
    (await ask(caller, 'POST', `/v1/outlets/${outletId}/refresh`)).body.job_id as string
  const ctx = workerContext({ clock: new VirtualClock(), lanes, jobs }, { clock: systemClock, db, fetch })
  const drain = () => drainLane(ctx, 'live', 0, longLimits)
  const pullOne = async (jobId: string) => {
    const { lane, shard } = parseJobId(jobId)!
    const [ticket] = await lanes.pull(lane, shard, { id: 'w', slots: 1 }, { max: 1, waitMs: 0, stays: false })
    return { ...ticket!, lane }
  }
  return { jobs, lanes, outletId, ask, refresh, drain, pullOne, asked, open, pages: () => pages }
}

test('a second refresh of an outlet joins the waiting or running one, and every caller can read it', async () => {
  const { outletId, ask, refresh, drain, asked, open, pages } = await town()
  const jobId = await refresh('ann')
  expect(await refresh('bob')).toBe(jobId)
  expect(await ask('bob', 'GET', `/v1/jobs/${jobId}/why`)).toMatchObject({ status: 200, body: { state: 'queued' } })
  const drained = drain()
  await asked
  expect(await refresh('eve')).toBe(jobId)
  open()
  await drained
  // One request serves the scan and the extraction.
  expect(pages()).toBe(1)
  for (const caller of ['ann', 'bob', 'eve'] as const) {
    expect(await ask(caller, 'GET', `/v1/jobs/${jobId}`)).toMatchObject({ status: 200, body: { status: 'completed' } })
    expect(await ask(caller, 'POST', `/v1/jobs/${jobId}/stream-token`)).toMatchObject({ status: 201 })
  }
  const { body: results } = await ask('bob', 'GET', `/v1/jobs/${jobId}/results`)
  const { body: outlet } = await ask('bob', 'GET', `/v1/outlets/${outletId}`)
  const { body: items } = await ask('bob', 'GET', `/v1/outlets/${outletId}/items?limit=1000`)
  const [scan, extract] = results.data.map((item: { result: unknown }) => item.result)
  expect(scan).toMatchObject({ online: true, fresh: { observed_at: outlet.last_scanned_at, outlet: { online: true } } })
  expect(extract.fresh).toEqual({ observed_at: outlet.last_extracted_at, outlet, items })
  expect(items.data.length).toBeGreaterThan(3)
})

test('a refresh that another caller has joined cannot be cancelled, whether it waits or runs', async () => {
  const { ask, refresh, drain, asked, open } = await town()
  const jobId = await refresh('ann')
  await refresh('bob')
  const refused = { status: 409, body: { field: 'id', detail: expect.stringContaining('so it goes on') } }
  expect(await ask('ann', 'POST', `/v1/jobs/${jobId}/cancel`)).toMatchObject(refused)
  const drained = drain()
  await asked
  expect(await ask('ann', 'DELETE', `/v1/jobs/${jobId}`)).toMatchObject(refused)
  open()
  await drained
  expect(await ask('bob', 'GET', `/v1/jobs/${jobId}`)).toMatchObject({ body: { status: 'completed' } })
})

test('only the first caller can change a refresh; after its cancellation, the next refresh is a new job', async () => {
  const { ask, refresh, drain, open } = await town()
  const jobId = await refresh('ann')
  for (const [method, path] of [
    ['POST', '/cancel'],
    ['DELETE', ''],
    ['POST', '/retry'],
    ['POST', '/replay'],
  ] as const)
    expect(await ask('bob', method, `/v1/jobs/${jobId}${path}`)).toMatchObject({ status: 403, body: { field: 'id' } })
  expect(await ask('ann', 'POST', `/v1/jobs/${jobId}/cancel`)).toMatchObject({ status: 204 })
  expect(await ask('bob', 'GET', `/v1/jobs/${jobId}`)).toMatchObject({ body: { status: 'cancelled' } })
  const next = await refresh('bob')
  expect(next).not.toBe(jobId)
  open()
  await drain()
  expect(await ask('ann', 'GET', `/v1/jobs/${next}`)).toMatchObject({ body: { status: 'completed' } })
})

test('a refresh after the end of another starts a new job, even if the worker died with the ticket', async () => {
  const { jobs, ask, refresh, pullOne } = await town()
  const jobId = await refresh('ann')
  const ticket = await pullOne(jobId)
  await jobs.take(ticket, [{ label: 'scan', follows: null }], ticket.token, 0, 1)
  const usage = { browserMs: 0, requests: 0, bytes: 0, robotsIgnored: [] }
  const ended = { type: 'ended', status: 'completed', result: {}, error: null, usage } as const
  await jobs.reportItem(jobId, ticket.token, 0, ended)
  expect(await ask('ann', 'GET', `/v1/jobs/${jobId}`)).toMatchObject({ body: { status: 'completed' } })
  expect(await refresh('bob')).not.toBe(jobId)
})

test("another key's cart answers 404 while it waits and while it runs", async () => {
  const { jobs, lanes, ask, pullOne } = await town()
  const common = { keyId: 'ann', deadlineSeconds: 3_600, coalesce: null, idempotency: null }
  const [receipt] = await lanes.submit('interactive', [{ ...common, spec: cart('milk') }])
  const id = receipt!.ok ? receipt!.id : ''
  const reads = ['', '/results', '/why', '/events'].map((part) => `/v1/jobs/${id}${part}`)
  for (const path of reads) expect(await ask('bob', 'GET', path)).toMatchObject({ status: 404 })
  const ticket = await pullOne(id)
  await jobs.take(ticket, [{ label: 'milk', follows: null }], ticket.token, 0, 1)
  for (const path of reads) expect(await ask('bob', 'GET', path)).toMatchObject({ status: 404 })
  expect(await ask('ann', 'GET', `/v1/jobs/${id}`)).toMatchObject({ body: { status: 'running' } })
})
