import { claimDueDeliveries, type DeliveryClaim } from '@edgesweep/db/queries/delivery/claim-due.ts'
import { endOldDeliveries } from '@edgesweep/db/queries/delivery/end-old.ts'
import { enqueueDeliveries } from '@edgesweep/db/queries/delivery/enqueue.ts'
import { planDeliveryWake } from '@edgesweep/db/queries/delivery/plan-wake.ts'
import { type DeliveryAttempt, recordDeliveryAttempts } from '@edgesweep/db/queries/delivery/record-attempts.ts'
import { runStatement } from '@edgesweep/db/run-statement.ts'
import { sql } from 'drizzle-orm'
import { beforeEach, expect, test } from 'vitest'
import { openDatabase } from '../../../open-database.ts'
import { trustReceivers } from '../../claim-deliveries.ts'
import { rowsOf } from '../../some.ts'

const { db } = await openDatabase()

beforeEach(async () => {
  await runStatement(db, 'no deliveries', sql`delete from deliveries`)
  await runStatement(db, 'no receivers', sql`delete from webhook_receivers`)
  await runStatement(db, 'no wakes', sql`delete from planned_wakes`)
})

const answered = { durationMs: 12.6, statusCode: 200, error: null, outcome: 'delivered', receiver: null } as const
const refused = { durationMs: 5, statusCode: 500, error: 'status 500', outcome: 'failed', receiver: null } as const

const claimDue = async (claim: DeliveryClaim) => (await claimDueDeliveries(db, claim)).deliveries

const record = async (token: string, attempt: DeliveryAttempt) =>
  (await recordDeliveryAttempts(db, token, [attempt])).length === 1

const terms = { limit: 10, leaseSeconds: 60, doubtful: 2, doubtfulPerOwner: 2, holding: [], perLine: 4, after: '' }

/** Stores `count` due events for a URL of a caller. */
const someEvents = (webhookUrl: string, count: number, keyId: string | null = null) =>
  enqueueDeliveries(db, [
    {
      keyId,
      webhookUrl,
      events: Array.from({ length: count }, (_, n) => {
        const id = `evt_${keyId}_${new URL(webhookUrl).host}_${n}`
        return { id, kind: 'job.completed' as const, payload: { type: 'job.completed', data: { id } } }
      }),
    },
  ])
const hostsOf = (claimed: Array<{ url: string }>) => claimed.map(({ url }) => new URL(url).host)
const receiver = (host: string) => ` https://${host}`

test('a receiver that was never attempted has one delivery in flight, and several once it has answered', async () => {
  await someEvents('https://new.example/', 9)
  const [first, ...others] = await claimDue({ ...terms, token: 't' })
  expect(others).toEqual([])
  expect(first).toMatchObject({ line: receiver('new.example'), failures: 0, isDoubtful: true })
  expect(await claimDue({ ...terms, token: 't2' })).toEqual([])
  const good = { line: first!.line, failures: 0, slow: false, restSeconds: 0 }
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
    const failed = { line: first!.line, failures: 2, slow: true, restSeconds: 0 }
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
  const line = receiver('dead.example')
  const judged = async (n: number, state: { failures: number; restSeconds: number }) => {
    await record('t', { ...refused, deliveryId: claimed[n]!.id, receiver: { line, slow: false, ...state } })
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
  const line = receiver('dead.example')
  const resting = { line, failures: 3, slow: true, restSeconds: 3_600 }
  await record('t', { ...refused, deliveryId: first!.id, receiver: resting })
  expect(hostsOf(await claimDue({ ...terms, token: 't2' }))).toEqual(['well.example'])
  await runStatement(db, 'an hour later', sql`update webhook_receivers set rests_until = now()`)
  const again = await claimDue({ ...terms, token: 't3' })
  expect(again).toMatchObject([{ line, failures: 3, isDoubtful: true }])
})

test('doubtful receivers get no more than their share of a claim', async () => {
  for (const host of ['a.example', 'b.example', 'c.example', 'd.example']) await someEvents(`https://${host}/`, 1)
  await trustReceivers(db)
  await runStatement(db, 'slow', sql`update webhook_receivers set slow = true where receiver < ' https://d'`)
  expect(hostsOf(await claimDue({ ...terms, token: 't' })).toSorted()).toEqual(['a.example', 'b.example', 'd.example'])
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

test('callers take turns, however many receivers one of them has', async () => {
  for (let n = 0; n < 30; n++) await someEvents(`https://r${n}.example/`, 4, 'key_many')
  await someEvents('https://few.example/', 3, 'key_few')
  await runStatement(
    db,
    'due longest',
    sql`update deliveries set next_attempt_at = now() - interval '1 hour' where key_id = 'key_many'`,
  )
  await trustReceivers(db)
  const claimed = await claimDue({ ...terms, token: 't', limit: 6 })
  expect(claimed.map(({ owner }) => owner)).toEqual([
    'key_many',
    'key_few',
    'key_many',
    'key_few',
    'key_many',
    'key_few',
  ])
})

test('a caller with many dead receivers gets its share of the doubtful slots, with those that it holds', async () => {
  for (let n = 0; n < 30; n++) await someEvents(`https://dead${n}.example/`, 2, 'key_dead')
  await runStatement(db, 'due longest', sql`update deliveries set next_attempt_at = now() - interval '1 hour'`)
  for (const key of ['key_b', 'key_c']) await someEvents('https://new.example/', 2, key)
  const doubtful = { ...terms, doubtful: 3, doubtfulPerOwner: 2 }
  const owners = async (token: string, claim: Partial<DeliveryClaim>) =>
    (await claimDue({ ...doubtful, ...claim, token })).map(({ owner }) => owner).toSorted()
  expect(await owners('t1', { doubtful: 2, holding: ['key_dead', 'key_b'] })).toEqual(['key_c', 'key_dead'])
  expect(await owners('t2', { holding: ['key_dead', 'key_dead'] })).toEqual(['key_b'])
  expect(await owners('t3', {})).toEqual(['key_dead', 'key_dead'])
})
