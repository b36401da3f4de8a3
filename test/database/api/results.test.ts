import type { ApiContext } from '@edgesweep/api/src/api.ts'
import { createApp } from '@edgesweep/api/src/app.ts'
import { mintApiKey, storeApiKey } from '@edgesweep/core/api-key/mint-api-key.ts'
import { expect, test } from 'vitest'
import { cart, WorkerWorld } from '../../support/worker-world.ts'
import { openDatabase } from '../open-database.ts'

const { db } = await openDatabase()
const key = mintApiKey()
await storeApiKey({ db }, key, { id: 'key', name: 'key', scopes: ['read', 'write'] })

test.each([
  [
    ['milk', 'milk', 'eggs', 'milk'],
    ['milk', 'milk#2', 'eggs', 'milk#3'],
  ],
  [
    ['milk', 'milk#2', 'milk'],
    ['milk', 'milk#2', 'milk#3'],
  ],
])('the short results of %j have a key for each item', async (items, keys) => {
  const world = new WorkerWorld()
  const log = { info: () => {}, warn: () => {}, error: console.error }
  const ctx = { db, primaryReads: db, log, clock: world.clock, lanes: world.lanes, jobs: world.jobs }
  const app = createApp(() => ctx as unknown as ApiContext)
  const [id] = await world.submit(cart(...items))
  await world.clock.finish(world.drain({}, world.context()))
  const response = await app.request(`/results/${id}`, { headers: { authorization: `Bearer ${key.key}` } })
  const { status, results } = await response.json()
  expect([status, Object.keys(results)]).toEqual(['complete', keys])
})

/** The API over a job of `terms` whose object answers with pages of one item, as it does when results are large. */
async function shortPages(terms: string[]) {
  const world = new WorkerWorld()
  const log = { info: () => {}, warn: () => {}, error: console.error }
  const jobs = {
    read: (jobId: string) => world.jobs.read(jobId),
    results: (jobId: string, from: number) => world.jobs.results(jobId, from, 1),
  }
  const ctx = { db, primaryReads: db, log, clock: world.clock, lanes: world.lanes, jobs } as unknown as ApiContext
  const [id] = await world.submit(cart(...terms))
  await world.clock.finish(world.drain({}, world.context()))
  const app = createApp(() => ctx)
  return async (path: string) => {
    const response = await app.request(path.replace('{id}', id!), { headers: { authorization: `Bearer ${key.key}` } })
    return { status: response.status, body: await response.json() }
  }
}

test('the cursor of a short page of results leads to the next item, and the last page has none', async () => {
  const ask = await shortPages(['milk', 'eggs', 'bread'])
  const labels: string[] = []
  for (let next: string | null = '0'; next !== null; ) {
    const { body } = await ask(`/v1/jobs/{id}/results?limit=2&cursor=${next}`)
    labels.push(...body.data.map(({ label }: { label: string }) => label))
    next = body.next
  }
  expect(labels).toEqual(['milk', 'eggs', 'bread'])
  expect((await ask('/v1/jobs/{id}/results?cursor=7')).body).toMatchObject({ data: [], next: null })
})

test('the short results hold all pages, and refuse what is too large for one answer', async () => {
  const small = await shortPages(['milk', 'eggs', 'bread'])
  expect(Object.keys((await small('/results/{id}')).body.results)).toEqual(['milk', 'eggs', 'bread'])
  const large = await shortPages(['milk', 'eggs', 'bread', 'tea', 'salt'])
  expect(await large('/results/{id}')).toMatchObject({
    status: 413,
    body: { detail: expect.stringMatching(/\/v1\/jobs\/job_\w+\/results/) },
  })
})
