import type { KindAbout } from '@edgesweep/db/event-kinds.ts'
import { claimDueDeliveries } from '@edgesweep/db/queries/delivery/claim-due.ts'
import { enqueueDeliveries } from '@edgesweep/db/queries/delivery/enqueue.ts'
import { listDeliveries } from '@edgesweep/db/queries/delivery/list.ts'
import { numberDeliveries } from '@edgesweep/db/queries/delivery/number.ts'
import { recordDeliveryAttempt } from '@edgesweep/db/queries/delivery/record-attempt.ts'
import { disableWebhookEndpoint } from '@edgesweep/db/queries/endpoint/disable.ts'
import { listWebhookEndpoints } from '@edgesweep/db/queries/endpoint/list.ts'
import { runStatement } from '@edgesweep/db/run-statement.ts'
import { sql } from 'drizzle-orm'
import { beforeEach, describe, expect, test } from 'vitest'
import { openDatabase } from '../../../open-database.ts'
import { rowsOf } from '../../some.ts'
import { someEndpoint, someKey } from '../../some-endpoint.ts'

const { db } = await openDatabase()

beforeEach(async () => {
  await runStatement(db, 'no deliveries', sql`delete from deliveries`)
})

const event = (id: string, kind: KindAbout<'job'> = 'job.completed') => ({
  id,
  kind,
  payload: { type: kind, data: { id } },
})
async function claim(token: string, limit = 100, leaseSeconds = 60) {
  await numberDeliveries(db, { limit: 1_000 })
  return claimDueDeliveries(db, { token, limit, leaseSeconds })
}
const answered = { durationMs: 12.6, statusCode: 200, error: null, outcome: 'delivered' } as const
const refused = { durationMs: 5, statusCode: 500, error: 'status 500', outcome: 'failed' } as const

async function oneDelivery(webhookUrl = 'https://caller.example/hook') {
  const keyId = await someKey(db)
  await enqueueDeliveries(db, [{ keyId, webhookUrl, events: [event(`evt_${keyId}`)] }])
  return keyId
}

describe('enqueueing', () => {
  test("an event gets one delivery for each subscribed endpoint of its API key and one for the job's own URL", async () => {
    const keyId = await someKey(db)
    const all = await someEndpoint(db, keyId)
    const some = await someEndpoint(db, keyId, ['job.completed'])
    await someEndpoint(db, keyId, ['item.added'])
    await someEndpoint(db, await someKey(db))
    const events = [event('evt_1'), event('evt_2', 'job.started')]
    expect(await enqueueDeliveries(db, [{ keyId, webhookUrl: 'https://caller.example/', events }])).toBe(5)
    const claimed = await claim('t')
    const sent = claimed.map(({ eventId, endpointId, sequence, secret }) => [eventId, endpointId, sequence, secret])
    expect(sent.sort()).toEqual(
      [
        ['evt_1', null, null, `whsec_of_${keyId}`],
        ['evt_2', null, null, `whsec_of_${keyId}`],
        ['evt_1', all, 1, `whsec_of_${all}`],
        ['evt_2', all, 2, `whsec_of_${all}`],
        ['evt_1', some, 1, `whsec_of_${some}`],
      ].sort(),
    )
  })

  test('an event that is enqueued again gets no second delivery and uses no sequence number', async () => {
    const keyId = await someKey(db)
    await someEndpoint(db, keyId)
    const batch = { keyId, webhookUrl: 'https://caller.example/', events: [event('evt_1')] }
    expect(await enqueueDeliveries(db, [batch])).toBe(2)
    expect(await enqueueDeliveries(db, [{ ...batch, events: [event('evt_1'), event('evt_2')] }])).toBe(2)
    await numberDeliveries(db, { limit: 1_000 })
    expect(await listWebhookEndpoints(db, { keyId, limit: 10 })).toMatchObject([{ lastSequence: 2 }])
  })

  test('concurrent calls with the same events write each delivery once', async () => {
    const keyId = await someKey(db)
    await someEndpoint(db, keyId)
    const batch = { keyId, webhookUrl: 'https://caller.example/', events: [event('evt_1'), event('evt_2')] }
    const written = await Promise.all(Array.from({ length: 10 }, () => enqueueDeliveries(db, [batch])))
    expect(written.reduce((sum, count) => sum + count)).toBe(4)
    expect(await rowsOf(db, 'deliveries', 'id')).toHaveLength(4)
  })

  test('an event of a scheduled job is delivered to no endpoint', async () => {
    await someEndpoint(db, await someKey(db))
    expect(await enqueueDeliveries(db, [{ keyId: null, webhookUrl: null, events: [event('evt_1')] }])).toBe(0)
  })

  test('an event is not delivered to the endpoints of a revoked API key', async () => {
    const keyId = await someKey(db)
    await someEndpoint(db, keyId)
    await runStatement(db, 'revoke', sql`update api_keys set revoked_at = now() where id = ${keyId}`)
    expect(await enqueueDeliveries(db, [{ keyId, webhookUrl: null, events: [event('evt_1')] }])).toBe(0)
  })
})

describe('claiming', () => {
  test('concurrent claims give every delivery to exactly one worker', async () => {
    const events = Array.from({ length: 60 }, (_, index) => event(`evt_${index}`))
    await enqueueDeliveries(db, [{ keyId: null, webhookUrl: 'https://caller.example/', events }])
    const claims = await Promise.all(Array.from({ length: 10 }, (_, index) => claim(`token-${index}`, 9)))
    const ids = claims.flat().map(({ id }) => id)
    expect(new Set(ids).size).toBe(ids.length)
    expect(ids.length + (await claim('rest')).length).toBe(60)
  })

  test('a delivery to an endpoint is not claimed before it has its sequence number', async () => {
    const keyId = await someKey(db)
    await someEndpoint(db, keyId)
    await enqueueDeliveries(db, [{ keyId, webhookUrl: null, events: [event('evt_1')] }])
    expect(await claimDueDeliveries(db, { token: 't', limit: 1, leaseSeconds: 60 })).toEqual([])
    expect(await claim('t')).toMatchObject([{ sequence: 1 }])
  })

  test('the body of a delivery is the same text at every attempt', async () => {
    await oneDelivery()
    const [first] = await claim('t1', 1, 0)
    const [second] = await claim('t2')
    expect(second).toEqual({ ...first, attempt: 2 })
    expect(JSON.parse(first!.body)).toMatchObject({ type: 'job.completed' })
  })

  test('a waiting delivery to a disabled endpoint becomes dead instead of being claimed', async () => {
    const keyId = await someKey(db)
    const endpointId = await someEndpoint(db, keyId)
    await enqueueDeliveries(db, [{ keyId, webhookUrl: null, events: [event('evt_1')] }])
    expect(await disableWebhookEndpoint(db, { endpointId, reason: 'It answered 410 Gone.' })).toBe(true)
    expect(await disableWebhookEndpoint(db, { endpointId, reason: 'again' })).toBe(false)
    expect(await claim('t')).toEqual([])
    expect(await listDeliveries(db, { keyId, limit: 10 })).toMatchObject([{ status: 'dead', attempts: 0 }])
    expect(await listWebhookEndpoints(db, { keyId, limit: 10 })).toMatchObject([
      { enabled: false, disabledReason: 'It answered 410 Gone.' },
    ])
    expect(await enqueueDeliveries(db, [{ keyId, webhookUrl: null, events: [event('evt_2')] }])).toBe(0)
  })
})

describe('recording an attempt', () => {
  test('a successful attempt ends the delivery and is logged', async () => {
    const keyId = await oneDelivery()
    const [claimed] = await claim('t')
    expect(await recordDeliveryAttempt(db, { deliveryId: claimed!.id, token: 't', ...answered })).toBe(true)
    const [delivery] = await listDeliveries(db, { keyId, limit: 10 })
    expect(delivery).toMatchObject({ status: 'delivered', attempts: 1, lastStatusCode: 200, lastError: null })
    expect(delivery!.deliveredAt).not.toBe(null)
    expect(await rowsOf(db, 'delivery_attempts', 'attempt')).toMatchObject([
      { attempt: 1, duration_ms: 13, status_code: 200 },
    ])
    expect(await claim('t2')).toEqual([])
  })

  test('a failed attempt makes the delivery due again after the retry time, and not before', async () => {
    const keyId = await oneDelivery()
    const [claimed] = await claim('t')
    await recordDeliveryAttempt(db, { deliveryId: claimed!.id, token: 't', ...refused, retryAfterSeconds: 3600 })
    expect(await claim('t2')).toEqual([])
    const [delivery] = await listDeliveries(db, { keyId, limit: 10 })
    expect(delivery).toMatchObject({
      status: 'failed',
      lastStatusCode: 500,
      lastError: 'status 500',
      deliveredAt: null,
    })
    await runStatement(
      db,
      'an hour later',
      sql`update deliveries set next_attempt_at = next_attempt_at - interval '1 hour'`,
    )
    expect(await claim('t3')).toMatchObject([{ id: claimed!.id, attempt: 2 }])
  })

  test('a delivery is dead and not claimed again after an attempt with the outcome dead', async () => {
    const keyId = await oneDelivery()
    const [claimed] = await claim('t')
    await recordDeliveryAttempt(db, { deliveryId: claimed!.id, token: 't', ...refused, outcome: 'dead' })
    expect(await listDeliveries(db, { keyId, status: 'dead', limit: 10 })).toHaveLength(1)
    expect(await claim('t2')).toEqual([])
  })

  test('a worker cannot record an attempt once another worker has claimed the delivery, nor record it twice', async () => {
    const keyId = await oneDelivery()
    const [claimed] = await claim('slow', 1, 0)
    await claim('next')
    const record = (token: string) => recordDeliveryAttempt(db, { deliveryId: claimed!.id, token, ...answered })
    expect(await record('slow')).toBe(false)
    expect(await listDeliveries(db, { keyId, limit: 10 })).toMatchObject([{ status: 'pending', attempts: 2 }])
    expect(await record('next')).toBe(true)
    expect(await record('next')).toBe(false)
    expect(await rowsOf(db, 'delivery_attempts', 'attempt')).toMatchObject([{ attempt: 2 }])
  })
})
