import type { KindAbout } from '@edgesweep/db/event-kinds.ts'
import { claimDueDeliveries } from '@edgesweep/db/queries/delivery/claim-due.ts'
import { endOldDeliveries } from '@edgesweep/db/queries/delivery/end-old.ts'
import { enqueueDeliveries } from '@edgesweep/db/queries/delivery/enqueue.ts'
import { listDeliveries } from '@edgesweep/db/queries/delivery/list.ts'
import { numberDeliveries } from '@edgesweep/db/queries/delivery/number.ts'
import { type DeliveryAttempt, recordDeliveryAttempts } from '@edgesweep/db/queries/delivery/record-attempts.ts'
import { disableWebhookEndpoint } from '@edgesweep/db/queries/endpoint/disable.ts'
import { listWebhookEndpoints } from '@edgesweep/db/queries/endpoint/list.ts'
import { runStatement } from '@edgesweep/db/run-statement.ts'
import { sql } from 'drizzle-orm'
import { beforeEach, describe, expect, test } from 'vitest'
import { openDatabase } from '../../../open-database.ts'
import { claimDeliveries } from '../../claim-deliveries.ts'
import { rowsOf } from '../../some.ts'
import { someEndpoint, someKey } from '../../some-endpoint.ts'

const { db } = await openDatabase()

beforeEach(async () => {
  await runStatement(db, 'no deliveries', sql`delete from deliveries`)
  await runStatement(db, 'no receivers', sql`delete from webhook_receivers`)
})

const event = (id: string, kind: KindAbout<'job'> = 'job.completed') => ({
  id,
  kind,
  payload: { type: kind, data: { id } },
})
const claim = (token: string, limit = 100, leaseSeconds = 60) => claimDeliveries(db, token, { limit, leaseSeconds })
const answered = { durationMs: 12.6, statusCode: 200, error: null, outcome: 'delivered', receiver: null } as const
const refused = { durationMs: 5, statusCode: 500, error: 'status 500', outcome: 'failed', receiver: null } as const

const record = async (token: string, attempt: DeliveryAttempt) =>
  (await recordDeliveryAttempts(db, token, [attempt])).length === 1

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
    const terms = { limit: 10, leaseSeconds: 60, doubtful: 2, doubtfulPerOwner: 2, holding: [], perLine: 4, after: '' }
    expect((await claimDueDeliveries(db, { ...terms, token: 't' })).deliveries).toEqual([])
    expect(await claim('t')).toMatchObject([{ sequence: 1 }])
  })

  test('the body of a delivery is the same text at every attempt', async () => {
    await oneDelivery()
    const [first] = await claim('t1', 1, 0)
    const [second] = await claim('t2')
    expect(second).toEqual(first)
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
    expect(await record('t', { deliveryId: claimed!.id, ...answered })).toBe(true)
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
    await record('t', { deliveryId: claimed!.id, ...refused, retryAfterSeconds: 3600 })
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
    await record('t', { deliveryId: claimed!.id, ...refused, outcome: 'dead' })
    expect(await listDeliveries(db, { keyId, status: 'dead', limit: 10 })).toHaveLength(1)
    expect(await claim('t2')).toEqual([])
  })

  test('a worker cannot record an attempt once another worker has claimed the delivery, nor record it twice', async () => {
    const keyId = await oneDelivery()
    const [claimed] = await claim('slow', 1, 0)
    await claim('next')
    const again = (token: string) => record(token, { deliveryId: claimed!.id, ...answered })
    expect(await again('slow')).toBe(false)
    expect(await listDeliveries(db, { keyId, limit: 10 })).toMatchObject([{ status: 'pending', attempts: 0 }])
    expect(await again('next')).toBe(true)
    expect(await again('next')).toBe(false)
    expect(await rowsOf(db, 'delivery_attempts', 'attempt')).toMatchObject([{ attempt: 1 }])
  })
})

test('several attempts are recorded together, and a postponed one does not count as an attempt', async () => {
  const keyId = await someKey(db)
  const events = ['a', 'b', 'c', 'd'].map((name) => event(`evt_${keyId}_${name}`))
  await enqueueDeliveries(db, [{ keyId, webhookUrl: 'https://caller.example/', events }])
  const [one, two, three, other] = await claim('t')
  const { line } = one!
  const ids = await recordDeliveryAttempts(db, 't', [
    { deliveryId: one!.id, ...answered, receiver: { line, failures: 0, slow: false, restSeconds: 0 } },
    { deliveryId: two!.id, ...refused, receiver: { line, failures: 1, slow: true, restSeconds: 0 } },
    { deliveryId: three!.id, ...refused, statusCode: null, outcome: 'postponed', retryAfterSeconds: 3_600 },
    { deliveryId: 'dlv_none', ...answered },
  ])
  expect(ids.sort()).toEqual([one!.id, two!.id, three!.id].sort())
  const states = new Map((await listDeliveries(db, { keyId, limit: 10 })).map((row) => [row.id, row]))
  expect(states.get(one!.id)).toMatchObject({ status: 'delivered', attempts: 1 })
  expect(states.get(two!.id)).toMatchObject({ status: 'failed', attempts: 1 })
  expect(states.get(three!.id)).toMatchObject({ status: 'pending', attempts: 0, lastError: refused.error })
  expect(states.get(other!.id)).toMatchObject({ status: 'pending', attempts: 0 })
  expect(await rowsOf(db, 'webhook_receivers', 'receiver')).toMatchObject([{ receiver: line, failures: 1, slow: true }])
})

test('a delivery that was never sent for a reason of ours shows that reason until an attempt, even when it is dead', async () => {
  const keyId = await someKey(db)
  const events = ['x', 'y'].map((name) => event(`evt_${keyId}_${name}`))
  await enqueueDeliveries(db, [{ keyId, webhookUrl: 'https://caller.example/', events }])
  const claimed = await claim('t')
  const outage = {
    statusCode: null,
    outcome: 'postponed' as const,
    error: 'no resolver answered',
    retryAfterSeconds: 0,
  }
  const [old, young] = claimed
  for (const { id } of claimed) await record('t', { ...answered, ...outage, deliveryId: id, receiver: null })
  await db.execute(sql`update deliveries set created_at = now() - interval '5 days' where id = ${old!.id}`)
  expect(await endOldDeliveries(db, { days: 4, limit: 10 })).toBe(1)
  await claim('t2')
  await record('t2', { ...answered, deliveryId: young!.id })
  const states = new Map((await listDeliveries(db, { keyId, limit: 10 })).map((row) => [row.id, row]))
  expect(states.get(old!.id)).toMatchObject({ status: 'dead', attempts: 0, lastError: 'no resolver answered' })
  expect(states.get(young!.id)).toMatchObject({ status: 'delivered', attempts: 1, lastError: null })
})
