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
