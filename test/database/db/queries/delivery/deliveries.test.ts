import type { KindAbout } from '@edgesweep/db/event-kinds.ts'
import { claimDueDeliveries, type DeliveryClaim } from '@edgesweep/db/queries/delivery/claim-due.ts'
import { endOldDeliveries } from '@edgesweep/db/queries/delivery/end-old.ts'
import { enqueueDeliveries } from '@edgesweep/db/queries/delivery/enqueue.ts'
import { listDeliveries } from '@edgesweep/db/queries/delivery/list.ts'
import { numberDeliveries } from '@edgesweep/db/queries/delivery/number.ts'
import { planDeliveryWake } from '@edgesweep/db/queries/delivery/plan-wake.ts'
import { type DeliveryAttempt, recordDeliveryAttempts } from '@edgesweep/db/queries/delivery/record-attempts.ts'
import { disableWebhookEndpoint } from '@edgesweep/db/queries/endpoint/disable.ts'
import { listWebhookEndpoints } from '@edgesweep/db/queries/endpoint/list.ts'
import { runStatement } from '@edgesweep/db/run-statement.ts'
import { sql } from 'drizzle-orm'
import { beforeEach, describe, expect, test } from 'vitest'
import { openDatabase } from '../../../open-database.ts'
import { claimDeliveries, trustReceivers } from '../../claim-deliveries.ts'
import { rowsOf } from '../../some.ts'
import { someEndpoint, someKey } from '../../some-endpoint.ts'

const { db } = await openDatabase()

beforeEach(async () => {
  await runStatement(db, 'no deliveries', sql`delete from deliveries`)
  await runStatement(db, 'no receivers', sql`delete from webhook_receivers`)
  await runStatement(db, 'no wakes', sql`delete from planned_wakes`)
})

const event = (id: string, kind: KindAbout<'job'> = 'job.completed') => ({
  id,
  kind,
  payload: { type: kind, data: { id } },
})
const claim = (token: string, limit = 100, leaseSeconds = 60) => claimDeliveries(db, token, { limit, leaseSeconds })
const answered = { durationMs: 12.6, statusCode: 200, error: null, outcome: 'delivered', receiver: null } as const
const refused = { durationMs: 5, statusCode: 500, error: 'status 500', outcome: 'failed', receiver: null } as const

const claimDue = async (claim: DeliveryClaim) => (await claimDueDeliveries(db, claim)).deliveries

const record = async (token: string, attempt: DeliveryAttempt) =>
  (await recordDeliveryAttempts(db, token, [attempt])).length === 1

const terms = { limit: 10, leaseSeconds: 60, doubtful: 2, perReceiver: 4, after: '' }

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
    await trustReceivers(db)
    expect(await claimDue({ ...terms, token: 't' })).toEqual([])
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
  const name = one!.receiver
  const ids = await recordDeliveryAttempts(db, 't', [
    { deliveryId: one!.id, ...answered, receiver: { name, failures: 0, slow: false, restSeconds: 0 } },
    { deliveryId: two!.id, ...refused, receiver: { name, failures: 1, slow: true, restSeconds: 0 } },
    { deliveryId: three!.id, ...refused, statusCode: null, outcome: 'postponed', retryAfterSeconds: 3_600 },
    { deliveryId: 'dlv_none', ...answered },
  ])
  expect(ids.sort()).toEqual([one!.id, two!.id, three!.id].sort())
  const states = new Map((await listDeliveries(db, { keyId, limit: 10 })).map((row) => [row.id, row]))
  expect(states.get(one!.id)).toMatchObject({ status: 'delivered', attempts: 1 })
  expect(states.get(two!.id)).toMatchObject({ status: 'failed', attempts: 1 })
  expect(states.get(three!.id)).toMatchObject({ status: 'pending', attempts: 0, lastError: refused.error })
  expect(states.get(other!.id)).toMatchObject({ status: 'pending', attempts: 0 })
  expect(await rowsOf(db, 'webhook_receivers', 'receiver')).toMatchObject([{ receiver: name, failures: 1, slow: true }])
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

describe('receivers', () => {
  /** Stores `count` due events for a URL. */
  const someEvents = (webhookUrl: string, count: number) =>
    enqueueDeliveries(db, [
      {
        keyId: null,
        webhookUrl,
        events: Array.from({ length: count }, (_, n) => event(`evt_${new URL(webhookUrl).host}_${n}`)),
      },
    ])
  const hostsOf = (claimed: Array<{ url: string }>) => claimed.map(({ url }) => new URL(url).host)
  const receiver = (host: string) => ` https://${host}`

  test('a receiver that was never attempted has one delivery in flight, and several once it has answered', async () => {
    await someEvents('https://new.example/', 9)
    const [first, ...others] = await claimDue({ ...terms, token: 't' })
    expect(others).toEqual([])
    expect(first).toMatchObject({ receiver: receiver('new.example'), failures: 0, isDoubtful: true })
    expect(await claimDue({ ...terms, token: 't2' })).toEqual([])
    const good = { name: first!.receiver, failures: 0, slow: false, restSeconds: 0 }
    await record('t', { ...answered, deliveryId: first!.id, receiver: good })
    const next = await claimDue({ ...terms, token: 't3' })
    expect(next.map(({ isDoubtful }) => isDoubtful)).toEqual([false, false, false, false])
    // Those four are unfinished, so the line has no free place.
    expect(await claimDue({ ...terms, token: 't4' })).toEqual([])
  })

  test('receivers are served in turn, however many deliveries one of them has', async () => {
    await someEvents('https://full.example/', 120)
    await someEvents('https://late.example/', 1)
    await someEvents('https://last.example/', 2)
    await trustReceivers(db)
    const claimed = await claimDue({ ...terms, token: 't', limit: 4 })
    expect(hostsOf(claimed)).toEqual(['full.example', 'late.example', 'last.example', 'full.example'])
  })

  test('a claim that cannot take a delivery of every receiver takes those that are due longest', async () => {
    for (const host of ['a.example', 'b.example', 'c.example', 'd.example']) await someEvents(`https://${host}/`, 5)
    await runStatement(
      db,
      'due in reverse',
      sql`update deliveries set next_attempt_at = now() - make_interval(secs => ascii(substring(url from 9 for 1)))`,
    )
    await trustReceivers(db)
    const served: string[] = []
    for (let n = 0; n < 4; n++)
      served.push(...hostsOf(await claimDue({ ...terms, token: `t${n}`, limit: 3 })).map((host) => host[0]!))
    expect(served.join('')).toBe('dcbadcbadcba')
  })

  test('doubtful receivers take turns, new ones and tried ones', async () => {
    for (const host of ['dead1', 'dead2', 'dead3', 'new1', 'new2']) await someEvents(`https://${host}.example/`, 3)
    await runStatement(
      db,
      'tried',
      sql`
        insert into webhook_receivers (receiver, failures, changed_at)
        select ' https://dead' || n || '.example', 1, now() - make_interval(mins => n) from generate_series(1, 3) n`,
    )
    const served: string[] = []
    for (let n = 0; n < 5; n++) {
      const [first] = await claimDue({ ...terms, token: `t${n}`, doubtful: 1 })
      served.push(new URL(first!.url).host.split('.')[0]!)
      const failed = { name: first!.receiver, failures: 2, slow: true, restSeconds: 0 }
      await record(`t${n}`, { ...refused, deliveryId: first!.id, retryAfterSeconds: 3_600, receiver: failed })
    }
    expect(served.toSorted()).toEqual(['dead1', 'dead2', 'dead3', 'new1', 'new2'])
    expect(served.slice(0, 2)).toEqual(['new1', 'new2'])
  })

  test('a claim looks at a thousand receivers, and the next one goes on after them', async () => {
    await runStatement(
      db,
      'many receivers',
      sql`
        insert into deliveries (id, event_id, kind, url, payload, next_attempt_at)
        select new_id('dlv_'), 'evt_' || n, 'job.item', 'https://r' || lpad(n::text, 5, '0') || '.example/', '{}',
          case when n = 1500 then now() else now() + interval '1 hour' end
        from generate_series(1, 1500) n`,
    )
    const first = await claimDueDeliveries(db, { ...terms, token: 't' })
    expect(first).toMatchObject({ deliveries: [], isWholeLap: false })
    const second = await claimDueDeliveries(db, { ...terms, token: 't', after: first.after })
    expect(hostsOf(second.deliveries)).toEqual(['r01500.example'])
  })

  test('a later failure does not shorten the rest of a receiver, and an answer ends it', async () => {
    await someEvents('https://dead.example/', 3)
    await trustReceivers(db)
    const claimed = await claimDue({ ...terms, token: 't' })
    const name = receiver('dead.example')
    const judged = async (n: number, state: { failures: number; restSeconds: number }) => {
      await record('t', { ...refused, deliveryId: claimed[n]!.id, receiver: { name, slow: false, ...state } })
      const [row] = await rowsOf(db, 'webhook_receivers', 'receiver')
      return Date.parse(String(row!.rests_until)) > Date.now() + 60_000
    }
    expect(await judged(0, { failures: 1, restSeconds: 600 })).toBe(true)
    expect(await judged(1, { failures: 2, restSeconds: 0 })).toBe(true)
    expect(await judged(2, { failures: 0, restSeconds: 0 })).toBe(false)
  })

  test('a resting receiver gets nothing, and its rest is over by the time of the database', async () => {
    await someEvents('https://dead.example/', 3)
    await someEvents('https://well.example/', 1)
    const [first] = await claimDue({ ...terms, token: 't', limit: 1 })
    const name = receiver('dead.example')
    const resting = { name, failures: 3, slow: true, restSeconds: 3_600 }
    await record('t', { ...refused, deliveryId: first!.id, receiver: resting })
    expect(hostsOf(await claimDue({ ...terms, token: 't2' }))).toEqual(['well.example'])
    await runStatement(db, 'an hour later', sql`update webhook_receivers set rests_until = now()`)
    const again = await claimDue({ ...terms, token: 't3' })
    expect(again).toMatchObject([{ receiver: name, failures: 3, isDoubtful: true }])
  })

  test('doubtful receivers get no more than their share of a claim', async () => {
    for (const host of ['a.example', 'b.example', 'c.example', 'd.example']) await someEvents(`https://${host}/`, 1)
    await trustReceivers(db)
    await runStatement(db, 'slow', sql`update webhook_receivers set slow = true where receiver < ' https://d'`)
    expect(hostsOf(await claimDue({ ...terms, token: 't' }))).toEqual(['a.example', 'b.example', 'd.example'])
    expect(await claimDue({ ...terms, token: 't2', doubtful: 0 })).toEqual([])
  })

  test('one wake-up is planned for the next delivery, and an earlier one replaces it', async () => {
    await someEvents('https://well.example/', 2)
    const later = (host: string, seconds: number) =>
      runStatement(
        db,
        'later',
        sql`update deliveries set next_attempt_at = now() + make_interval(secs => ${seconds}::int) where url like ${`%${host}%`}`,
      )
    await later('well', 3_600)
    expect(await planDeliveryWake(db, { withinSeconds: 90 })).toBe(null)
    await later('well', 60)
    expect(await planDeliveryWake(db, { withinSeconds: 90 })).toBeGreaterThan(50)
    expect(await planDeliveryWake(db, { withinSeconds: 90 })).toBe(null)
    await someEvents('https://soon.example/', 1)
    await later('soon', 20)
    expect(await planDeliveryWake(db, { withinSeconds: 90 })).toBeLessThan(21)
  })

  test('a delivery that is open after its days is dead, and one in flight is not', async () => {
    await someEvents('https://dead.example/', 3)
    await runStatement(db, 'old', sql`update deliveries set created_at = now() - interval '5 days'`)
    await claimDue({ ...terms, token: 't', limit: 1 })
    expect(await endOldDeliveries(db, { days: 4, limit: 10 })).toBe(2)
    expect((await rowsOf(db, 'deliveries', 'status')).map(({ status }) => status)).toEqual(['dead', 'dead', 'pending'])
  })
})
