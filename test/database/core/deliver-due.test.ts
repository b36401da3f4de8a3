import { mintApiKey, storeApiKey } from '@edgesweep/core/api-key/mint-api-key.ts'
import { deliverDue } from '@edgesweep/core/webhook/deliver-due.ts'
import { enqueueDeliveries } from '@edgesweep/db/queries/enqueue-deliveries.ts'
import { listDeliveries } from '@edgesweep/db/queries/list-deliveries.ts'
import { expect, test } from 'vitest'
import { openDatabase } from '../open-database.ts'

const { db } = await openDatabase()

const context = {
  db,
  clock: { now: () => Date.now(), sleep: async () => {} },
  settings: { allowedTargets: [], search: { site: '', url: '' }, domainSlots: 1, domainSlotsByHost: {} },
  log: { info: () => {}, warn: () => {}, error: () => {} },
}

/** As many events for one URL, due now. */
async function someDeliveries(count: number) {
  const keyId = `key_${count}`
  await storeApiKey({ db }, mintApiKey(), { id: keyId, name: keyId, scopes: [] })
  const events = Array.from({ length: count }, (_, n) => ({
    id: `evt_${keyId}_${n}`,
    kind: 'job.item',
    payload: { n },
  }))
  await enqueueDeliveries(db, { keyId, webhookUrl: 'https://hooks.example/direct', events })
  return keyId
}
const statusesOf = async (keyId: string) =>
  (await listDeliveries(db, { keyId, limit: 100 })).map(({ status, attempts }) => `${status} ${attempts}`)

test('all that is due goes out once, with no more requests at a time than the platform lets wait', async () => {
  const keyId = await someDeliveries(23)
  let open = 0
  let most = 0
  const fetch = async () => {
    open += 1
    most = Math.max(most, open)
    await new Promise((resolve) => setImmediate(resolve))
    open -= 1
    return new Response(null, { status: 204 })
  }
  expect(await deliverDue({ ...context, fetch }, 60_000)).toBe(23)
  expect(most).toBeLessThan(6)
  expect(await statusesOf(keyId)).toEqual(Array(23).fill('delivered 1'))
})

test('no further delivery is claimed when the time is up', async () => {
  const keyId = await someDeliveries(12)
  const fetch = async () => new Response(null, { status: 204 })
  let now = 0
  const clock = { ...context.clock, now: () => (now += 10) }
  expect(await deliverDue({ ...context, fetch, clock }, 30)).toBeLessThan(12)
  expect(await statusesOf(keyId)).toContain('pending 0')
})
