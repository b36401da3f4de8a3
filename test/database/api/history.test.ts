import type { ApiContext } from '@edgesweep/api/src/api.ts'
import { createApp } from '@edgesweep/api/src/app.ts'
import { mintApiKey, storeApiKey } from '@edgesweep/core/api-key/mint-api-key.ts'
import { systemClock } from '@edgesweep/core/system.ts'
import { expect, test } from 'vitest'
import { archiveOlderThan, fillPast } from '../../support/archive-world.ts'
import { inMemoryFiles } from '../../support/storage/in-memory-files.ts'
import { someOutlet } from '../db/some.ts'
import { openDatabase } from '../open-database.ts'

const { db } = await openDatabase()
const files = inMemoryFiles()
const { key, ...minted } = mintApiKey()
await storeApiKey({ db }, { key, ...minted }, { id: 'key_1', name: 'ops', scopes: ['read'] })
const log = { info: () => {}, warn: () => {}, error: console.error }
const app = createApp(() => ({ db, primaryReads: db, files, clock: systemClock, log }) as unknown as ApiContext)
const ask = async (path: string) => {
  const response = await app.request(path, { headers: { authorization: `Bearer ${key}` } })
  return { status: response.status, body: await response.json() }
}
await fillPast(db, { outlets: 1, items: 2, days: 4, changes: 1 })
await archiveOlderThan({ db, files }, 2)

test("an outlet's history is paged across the table and the archive", async () => {
  const whole = (await ask('/v1/outlets/out_1/history')).body
  expect(whole).toMatchObject({ next: null, data: { length: 8 } })
  expect(whole.data[0]).toEqual({
    item_id: 'itm_1_2',
    observed_at: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$/),
    name: 'Käse “2”\nbest \\ of 1',
    price: { minor: 140, currency: 'EUR' },
    availability: null,
    listed: true,
    sweep_id: null,
  })
  const pages: unknown[] = []
  for (let next: string | null = ''; next !== null; ) {
    const { body } = await ask(`/v1/outlets/out_1/history?limit=3${next && `&cursor=${encodeURIComponent(next)}`}`)
    pages.push(...body.data)
    next = body.next
  }
  expect(pages).toEqual(whole.data)

  const [from, to] = [whole.data[6].observed_at, whole.data[0].observed_at.replace('Z', '+00:00')]
  const span = `from=${from}&to=${encodeURIComponent(to)}`
  const item = await ask(`/v1/outlets/out_1/history?item_id=itm_1_1&${span}`)
  expect(item.body.data).toEqual(
    whole.data.filter(({ item_id }: { item_id: string }) => item_id === 'itm_1_1').slice(1),
  )
})

test('status history lists each platform status of the outlet', async () => {
  const { body } = await ask('/v1/outlets/out_1/status-history')
  expect(body.data.map(({ online }: { online: boolean | null }) => online)).toEqual([false, true, null, true])
  expect(body.data[0]).toEqual({ observed_at: expect.any(String), online: false, sweep_id: 'swp_1' })
})

test('an outlet without snapshots has an empty history, and an unknown outlet answers 404', async () => {
  expect(await ask(`/v1/outlets/${await someOutlet(db)}/history`)).toEqual({
    status: 200,
    body: { data: [], next: null },
  })
  for (const path of ['history', 'status-history'])
    expect(await ask(`/v1/outlets/out_none/${path}`)).toMatchObject({ status: 404, body: { field: 'id' } })
})

test.each(['cursor=x', 'cursor=2026-11-30T00:00:61.000000Z~', 'from=yesterday', 'to=0000-01-01T00:00:00Z', 'limit=0'])(
  'the history query %s is refused, and the problem names the field',
  async (query) => {
    const { status, body } = await ask(`/v1/outlets/out_1/history?${query}`)
    expect([status, body.field]).toEqual([400, query.split('=')[0]])
  },
)
