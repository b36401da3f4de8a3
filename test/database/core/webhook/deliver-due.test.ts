import { setTimeout } from 'node:timers/promises'
import { mintApiKey, storeApiKey } from '@edgesweep/core/api-key/mint-api-key.ts'
import { settingsFrom } from '@edgesweep/core/settings.ts'
import { deliverDue } from '@edgesweep/core/webhook/deliver-due.ts'
import { enqueueDeliveries } from '@edgesweep/db/queries/delivery/enqueue.ts'
import { listDeliveries } from '@edgesweep/db/queries/delivery/list.ts'
import { createWebhookEndpoint } from '@edgesweep/db/queries/endpoint/create.ts'
import { listWebhookEndpoints } from '@edgesweep/db/queries/endpoint/list.ts'
import { sql } from 'drizzle-orm'
import { expect, test } from 'vitest'
import { openDatabase } from '../../open-database.ts'

const { db } = await openDatabase()

const context = {
  db,
  clock: { now: () => Date.now(), sleep: async () => {} },
  settings: settingsFrom({}),
  resolve: async () => ['93.184.216.34'],
  log: { info: () => {}, warn: () => {}, error: () => {} },
  wakes: { deliveries: async () => {} },
}

/** Stores `count` events for one URL, due now. */
async function someDeliveries(count: number) {
  const keyId = `key_${count}`
  await storeApiKey({ db }, mintApiKey(), { id: keyId, name: keyId, scopes: [] })
  const events = Array.from({ length: count }, (_, n) => ({
    id: `evt_${keyId}_${n}`,
    kind: 'job.item' as const,
    payload: { n },
  }))
  await enqueueDeliveries(db, [{ keyId, webhookUrl: 'https://hooks.example/direct', events }])
  return keyId
}
const statusesOf = async (keyId: string) =>
  (await listDeliveries(db, { keyId, limit: 100 })).map(({ status, attempts }) => `${status} ${attempts}`)

test('all due deliveries are sent once, with at most five requests at a time', async () => {
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

test('no delivery is claimed when the time is up', async () => {
  const keyId = await someDeliveries(12)
  const fetch = async () => new Response(null, { status: 204 })
  let now = 0
  const clock = { ...context.clock, now: () => (now += 10) }
  expect(await deliverDue({ ...context, fetch, clock }, 30)).toBeLessThan(12)
  expect(await statusesOf(keyId)).toContain('pending 0')
})

test('a failed delivery is sent again with the same id and body when it is due', async () => {
  const keyId = await someDeliveries(1)
  const sent: Array<{ id: string | null; body: unknown }> = []
  const fetch: typeof globalThis.fetch = async (_, init) => {
    const id = new Headers(init?.headers).get('webhook-id')
    // Deliveries of other tests may be due as well.
    if (id?.startsWith(`evt_${keyId}_`)) sent.push({ id, body: init?.body })
    return new Response(null, { status: sent.length === 1 ? 500 : 204 })
  }
  await deliverDue({ ...context, fetch }, 60_000)
  expect(await statusesOf(keyId)).toEqual(['failed 1'])
  await deliverDue({ ...context, fetch }, 60_000)
  expect(sent).toHaveLength(1)
  await db.execute(sql`update deliveries set next_attempt_at = now() where key_id = ${keyId}`)
  await deliverDue({ ...context, fetch }, 60_000)
  expect(await statusesOf(keyId)).toEqual(['delivered 2'])
  expect(sent[1]).toEqual(sent[0])
})

test('410 ends a delivery and disables its endpoint', async () => {
  const keyId = 'key_gone'
  await storeApiKey({ db }, mintApiKey(), { id: keyId, name: keyId, scopes: [] })
  const endpoint = {
    id: 'whe_gone',
    keyId,
    url: 'https://hooks.example/gone',
    secret: mintApiKey().webhookSecret,
    events: [],
  }
  await createWebhookEndpoint(db, endpoint)
  await enqueueDeliveries(db, [
    { keyId, webhookUrl: null, events: [{ id: 'evt_gone', kind: 'job.item', payload: {} }] },
  ])
  await deliverDue({ ...context, fetch: async () => new Response(null, { status: 410 }) }, 60_000)
  expect(await statusesOf(keyId)).toEqual(['dead 1'])
  expect(await listWebhookEndpoints(db, { keyId, limit: 1 })).toMatchObject([{ enabled: false }])
})

test('two concurrent runs send each delivery once', async () => {
  const keyId = await someDeliveries(31)
  const ids: Array<string | null> = []
  const fetch: typeof globalThis.fetch = async (_, init) => {
    ids.push(new Headers(init?.headers).get('webhook-id'))
    return new Response(null, { status: 204 })
  }
  await Promise.all([deliverDue({ ...context, fetch }, 60_000), deliverDue({ ...context, fetch }, 60_000)])
  expect(await statusesOf(keyId)).toEqual(Array(31).fill('delivered 1'))
  expect(new Set(ids).size).toBe(ids.length)
})

test('receivers that hang hold up no receiver that has answered before', async () => {
  const keyId = await someDeliveries(40)
  await deliverDue({ ...context, fetch: async () => new Response(null, { status: 204 }) }, 60_000)
  const events = Array.from({ length: 40 }, (_, n) => ({ id: `evt_more_${n}`, kind: 'job.item' as const, payload: {} }))
  await enqueueDeliveries(db, [{ keyId, webhookUrl: 'https://hooks.example/direct', events }])
  const other = 'key_hang'
  await storeApiKey({ db }, mintApiKey(), { id: other, name: other, scopes: [] })
  const hanging = await Promise.all(
    ['hang-1.example', 'hang-2.example', 'hang-3.example'].map(async (host) => {
      const events = Array.from({ length: 50 }, (_, n) => ({
        id: `evt_${host}_${n}`,
        kind: 'job.item' as const,
        payload: {},
      }))
      await enqueueDeliveries(db, [{ keyId: other, webhookUrl: `https://${host}/`, events }])
      return host
    }),
  )
  await db.execute(sql`update deliveries set next_attempt_at = now() - interval '1 hour' where url like '%hang-%'`)
  const release = new AbortController()
  const asked: string[] = []
  let delivered = 0
  const fetch: typeof globalThis.fetch = async (input) => {
    const { host } = new URL(String(input))
    if (!hanging.includes(host)) {
      delivered += 1
      if (delivered === 40) release.abort()
      return new Response(null, { status: 204 })
    }
    asked.push(host)
    await new Promise<void>((resolve) => {
      release.signal.addEventListener('abort', () => resolve())
      if (release.signal.aborted) resolve()
    })
    throw new Error('no answer')
  }
  const startedAt = Date.now()
  // The time is up once the others have their deliveries. Until then, every hanging request waits.
  const clock = { ...context.clock, now: () => (release.signal.aborted ? startedAt + 60_000 : startedAt) }
  await deliverDue({ ...context, fetch, clock }, 60_000)
  expect(await statusesOf(keyId)).toEqual(Array(80).fill('delivered 1'))
  expect(new Set(asked).size, 'each hanging receiver has one request').toBe(asked.length)
  expect(asked).toHaveLength(2)
})

test('a run whose time is up wakes the next one at once, and a finished run plans a wake-up for the next delivery', async () => {
  const keyId = await someDeliveries(2)
  const wakes: number[] = []
  const ctx = { ...context, wakes: { deliveries: async (seconds: number) => void wakes.push(seconds) } }
  await deliverDue({ ...ctx, fetch: async () => new Response(null, { status: 204 }) }, 0)
  expect(wakes).toEqual([0])
  await db.execute(sql`delete from planned_wakes`)
  await deliverDue({ ...ctx, fetch: async () => new Response(null, { status: 500 }) }, 60_000)
  expect(await statusesOf(keyId)).toEqual(['failed 1', 'failed 1'])
  expect(wakes).toHaveLength(2)
  expect(wakes[1]).toBeLessThanOrEqual(6)
})

test('while no resolver answers, deliveries spend no attempt and their receiver has no failure', async () => {
  const keyId = await someDeliveries(3)
  const resolve = async () => {
    throw new Error('no resolver answered')
  }
  let requests = 0
  const fetch = async () => {
    requests += 1
    return new Response(null, { status: 204 })
  }
  for (let n = 0; n < 15; n++) {
    await deliverDue({ ...context, resolve, fetch }, 60_000)
    await db.execute(sql`update deliveries set next_attempt_at = now() where key_id = ${keyId}`)
  }
  expect(requests).toBe(0)
  expect(await statusesOf(keyId)).toEqual(Array(3).fill('pending 0'))
  const shown = await db.execute(sql`select distinct outage from deliveries where key_id = ${keyId}`)
  expect(shown.rows).toEqual([{ outage: 'a fault of this service kept it from ending: no resolver answered' }])
  await deliverDue({ ...context, fetch }, 60_000)
  expect(await statusesOf(keyId)).toEqual(Array(3).fill('delivered 1'))
})

test('a run delivers all, even if each record of an attempt is stored after the next claim has looked', async () => {
  const keyId = await someDeliveries(7)
  let claimed = Promise.withResolvers<void>()
  let recorded = Promise.resolve<unknown>(null)
  const racing: typeof db = Object.create(db)
  racing.execute = (async (statement: never) => {
    const text = JSON.stringify(statement)
    if (text.includes('insert into delivery_attempts')) {
      // The last record has no claim after it.
      const stored = Promise.race([claimed.promise, setTimeout(50)]).then(() => db.execute(statement))
      recorded = stored.catch(() => {})
      return stored
    }
    const result = await db.execute(statement)
    if (text.includes('with recursive walk')) {
      claimed.resolve()
      claimed = Promise.withResolvers()
      await recorded
    }
    return result
  }) as never
  await deliverDue({ ...context, db: racing, fetch: async () => new Response(null, { status: 204 }) }, 60_000)
  expect(await statusesOf(keyId)).toEqual(Array(7).fill('delivered 1'))
})

test('a claim that fails loses no attempt that was made', async () => {
  const keyId = await someDeliveries(9)
  await deliverDue({ ...context, fetch: async () => new Response(null, { status: 204 }) }, 60_000)
  await db.execute(sql`delete from delivery_attempts`)
  await db.execute(sql`update deliveries set status = 'pending', attempts = 0 where key_id = ${keyId}`)
  let sent = 0
  const fetch = async () => {
    sent += 1
    return new Response(null, { status: 204 })
  }
  let claims = 0
  const failing: typeof db = Object.create(db)
  failing.execute = ((statement: unknown) => {
    if (JSON.stringify(statement).includes('walk (lap, line, step)') && ++claims === 2)
      throw new Error('the database is away')
    return db.execute(statement as never)
  }) as never
  await expect(deliverDue({ ...context, db: failing, fetch }, 60_000)).rejects.toThrow()
  const statuses = await statusesOf(keyId)
  expect(statuses.filter((status) => status === 'delivered 1')).toHaveLength(sent)
  expect(sent).toBeGreaterThan(0)
})

test('when the time is up, claims are given back without an attempt', async () => {
  const keyId = await someDeliveries(8)
  const fetch = async () => new Response(null, { status: 204 })
  await deliverDue({ ...context, fetch }, 60_000)
  await db.execute(sql`delete from delivery_attempts`)
  await db.execute(sql`update deliveries set status = 'pending', attempts = 0 where key_id = ${keyId}`)
  let now = 0
  const late = async () => {
    now = 60_000
    return new Response(null, { status: 204 })
  }
  const clock = { ...context.clock, now: () => now }
  await deliverDue({ ...context, fetch: late, clock }, 60_000)
  const left = await db.execute(sql`
    select attempts, lease_expires_at from deliveries where key_id = ${keyId} and status = 'pending'`)
  expect(left.rows).toEqual(Array(left.rows.length).fill({ attempts: 0, lease_expires_at: null }))
  expect(left.rows.length).toBeGreaterThan(4)
})
