import type { ApiContext } from '@edgesweep/api/src/api.ts'
import { createApp } from '@edgesweep/api/src/app.ts'
import { mintApiKey, storeApiKey } from '@edgesweep/core/api-key/mint-api-key.ts'
import { systemDeskClock } from '@edgesweep/core/desk-clock.ts'
import { laneNames } from '@edgesweep/core/lane/lane.ts'
import { settingsFrom } from '@edgesweep/core/settings.ts'
import { systemClock } from '@edgesweep/core/system.ts'
import { enqueueDeliveries } from '@edgesweep/db/queries/delivery/enqueue.ts'
import { claimChosenOutlets } from '@edgesweep/db/queries/sweep/claim-chosen-outlets.ts'
import { finishSweep } from '@edgesweep/db/queries/sweep/finish.ts'
import { noteRound } from '@edgesweep/db/queries/sweep/note-round.ts'
import { sql } from 'drizzle-orm'
import { expect, test } from 'vitest'
import { InMemoryDomains } from '../../support/storage/in-memory-domains.ts'
import { InMemoryJobs } from '../../support/storage/in-memory-jobs.ts'
import { inMemoryLanes } from '../../support/storage/in-memory-lanes.ts'
import { VirtualClock } from '../../support/virtual-clock.ts'
import { cart } from '../../support/worker-world.ts'
import { observeItems, someItem, someOutlet } from '../db/some.ts'
import { openDatabase } from '../open-database.ts'

const { db } = await openDatabase()
const keys = { reader: mintApiKey(), writer: mintApiKey() }
await storeApiKey({ db }, keys.reader, { id: 'reader', name: 'reader', scopes: ['read'] })
await storeApiKey({ db }, keys.writer, { id: 'writer', name: 'writer', scopes: ['write'] })

const jobs = new InMemoryJobs(systemClock)
const lanes = inMemoryLanes(systemDeskClock, jobs.giveUp)
let use: () => Promise<unknown> = () => Promise.reject(new Error('the object does not answer'))
const browsers = { use: () => use() }
const domainClock = new VirtualClock()
const domainReader = new InMemoryDomains(domainClock)
let clockAheadMs = 0
let bucket: () => Promise<null> = async () => null
const log = { info: () => {}, warn: () => {}, error: console.error }
const app = createApp(
  () =>
    ({
      db,
      primaryReads: db,
      log,
      clock: { ...systemClock, now: () => systemClock.now() + clockAheadMs },
      settings: settingsFrom({}),
      lanes,
      jobs,
      browsers,
      domainReader,
      files: { get: () => bucket() },
    }) as unknown as ApiContext,
)
const get = (path: string, key?: string) =>
  app.request(path, { headers: key === undefined ? {} : { authorization: `Bearer ${key}` } })

/** Creates one hour of history in every table. */
async function someHistory() {
  const common = { keyId: 'reader', deadlineSeconds: 600, coalesce: null, idempotency: null }
  await lanes.submit('bulk', [
    { ...common, spec: cart('milk') },
    { ...common, spec: cart('eggs') },
  ])
  await lanes.pull('bulk', 0, { id: 'w', slots: 1 }, { max: 1, waitMs: 0, stays: true })
  const [due, late, held, swept] = await Promise.all([1, 2, 3, 4].map(() => someOutlet(db)))
  await db.execute(sql`update outlets set next_sweep_at = now() - interval '5 minutes' where id = ${late}`)
  await db.execute(sql`update outlets set skipped_overlaps = 3 where id = ${held}`)
  const { rows } = await db.execute<{ running: string; ended: string }>(
    sql`select new_id('swp_') as running, new_id('swp_') as ended`,
  )
  const { running, ended } = rows[0]!
  await claimChosenOutlets(db, { sweepId: running, outletIds: [held!], leaseSeconds: 60 })
  await claimChosenOutlets(db, { sweepId: ended, outletIds: [swept!], leaseSeconds: 60 })
  await finishSweep(db, { sweepId: ended, status: 'completed', summary: null })
  await observeItems(db, due!, [someItem('a')])
  await observeItems(db, due!, [someItem('a', { priceMinor: 7 }), someItem('b')])
  const old = { id: 'evt_01ARZ3NDEKTSV4RRFFQ69G5FAV', outlet: due! }
  await db.execute(sql`
    insert into change_events (id, kind, outlet_id, observed_at) values (${old.id}, 'item.removed', ${old.outlet}, '2016-07-30')`)
  await noteRound(db)
  for (const domain of ['one.example', 'two.example']) {
    const terms = { slots: 2, delayMs: 0 }
    const permit = await domainReader.ask(domain, 'bulk', 0, terms)
    if (domain === 'two.example')
      await domainReader.giveBack(domain, permit.ok ? permit.token : '', { type: 'throttled', retryAfterMs: 60_000 })
    await domainReader.ask(domain, 'bulk', 0, { ...terms, work: 'job_sweep' })
  }
  await domainClock.pass(2_000)
  const events = [{ id: 'evt_1', kind: 'job.completed' as const, payload: {} }]
  await enqueueDeliveries(db, [{ keyId: null, webhookUrl: 'https://hooks.example/', events }])
  return { running }
}

test('/metrics and /v1/operations report the same values, and a part that does not answer hides no other part', async () => {
  const { running } = await someHistory()
  const response = await get('/metrics', keys.reader.key)
  expect(response.status).toBe(200)
  expect(response.headers.get('content-type')).toContain('text/plain; version=0.0.4')
  const lines = (await response.text()).split('\n')
  for (const line of [
    'edgesweep_part_up{part="lanes"} 1',
    'edgesweep_part_up{part="browsers"} 0',
    'edgesweep_part_up{part="bucket"} 1',
    'edgesweep_domains_busy 2',
    'edgesweep_domain_permits{domain="one.example"} 2',
    'edgesweep_domain_permits_limit{domain="two.example"} 1',
    'edgesweep_domain_waiting{domain="two.example"} 1',
    'edgesweep_domain_oldest_wait_seconds{domain="two.example"} 2',
    'edgesweep_clock_late_seconds 0',
    'edgesweep_lane_waiting{lane="bulk"} 1',
    'edgesweep_lane_running{lane="bulk"} 1',
    'edgesweep_lane_waiting{lane="live"} 0',
    'edgesweep_sweeps_running 1',
    'edgesweep_sweep_steps{of="total"} 2',
    'edgesweep_sweeps_ended_last_hour{status="completed"} 1',
    'edgesweep_outlets{state="due"} 2',
    'edgesweep_outlets{state="late"} 1',
    'edgesweep_outlet_starts_skipped 3',
    'edgesweep_archive_lag_days{table="snapshots"} 0',
    'edgesweep_changes_last_hour{kind="item.added"} 1',
    'edgesweep_changes_last_hour{kind="item.price_changed"} 1',
    'edgesweep_pipeline_records{pipeline="profiles",status="initial"} 0',
    'edgesweep_pipeline_claims{pipeline="files"} 0',
    'edgesweep_deliveries{status="pending"} 1',
  ])
    expect(lines).toContain(line)
  const hasLine = (start: string) => lines.some((line) => line.startsWith(start))
  expect(hasLine('edgesweep_lane_wait_seconds{lane="bulk",quantile="0.99"} ')).toBe(true)
  expect(hasLine('edgesweep_database_connections{role="postgres"} ')).toBe(true)
  expect(hasLine('edgesweep_database_lock_waits{role="postgres"} 0')).toBe(true)
  expect(hasLine('edgesweep_browser_sessions ')).toBe(false)
  expect(hasLine('edgesweep_changes_last_hour{kind="item.removed"}')).toBe(false)

  const body = await (await get('/v1/operations', keys.reader.key)).json()
  expect(body).toMatchObject({
    browsers: null,
    domains: {
      busiest: [
        {
          domain: 'two.example',
          in_flight: 0,
          limit: 1,
          usual_limit: 2,
          crawl_delay_seconds: 0,
          waiting: { live: 0, interactive: 0, bulk: 1 },
          oldest_wait_seconds: 2,
          pause: { cause: 'retry-after', until: expect.any(String) },
          holds: [{ work: 'job_sweep', lane: 'bulk', seconds: 2 }],
        },
        { domain: 'one.example', in_flight: 2, limit: 2, pause: null, holds: [], oldest_wait_seconds: null },
      ],
      others: 0,
    },
    bucket: { answers_ms: expect.any(Number) },
    clock: { last_round_at: expect.any(String), late_seconds: 0 },
    sweeps: { running: [{ id: running, outlets: 1, completed: 0, total: 2 }], completed: 1, failed: 0 },
    outlets: { due: 2, late: 1, skipped_overlap: 3 },
    deliveries: { pending: 1, failed: 0, delivered: 0, dead: 0 },
    imports: [],
  })
  expect(body.lanes.map(({ lane, waiting }: { lane: string; waiting: number }) => [lane, waiting])).toEqual(
    laneNames.map((lane) => [lane, lane === 'bulk' ? 1 : 0]),
  )
})

test('/metrics and /v1/operations require a key with the scope read', async () => {
  for (const path of ['/metrics', '/v1/operations']) {
    expect((await get(path)).status).toBe(401)
    expect((await get(path, keys.writer.key)).status).toBe(403)
  }
})

test.each([
  [null, { status: 'ok' }, 'ok'],
  [{ trouble: null }, { status: 'ok' }, 'ok'],
  [
    { trouble: { since: Date.UTC(2026, 0, 1), failures: 3 } },
    {
      status: 'degraded',
      detail: expect.stringContaining('no browser has started since 2026-01-01T00:00:00.000Z (attempts: 3)'),
    },
    'degraded',
  ],
])('/health with the use of browsers %j says %j', async (given, part, status) => {
  use = async () => given
  const response = await get('/health')
  expect(response.status).toBe(200)
  expect(await response.json()).toMatchObject({ status, parts: { browsers: part, lanes: { status: 'ok' } } })
})

test.each([
  [0, 'ok', /^\d+ ms (behind|ahead of) the database's clock$/],
  [3_600_000, 'degraded', /^36000\d\d ms ahead of/],
  [-3_600_000, 'degraded', /^3[56]\d{5} ms behind/],
])('/health of a machine whose clock is %i ms off says %s', async (aheadMs, status, detail) => {
  use = async () => null
  await db.execute(sql`delete from planned_wakes`)
  clockAheadMs = aheadMs
  const { parts } = await (await get('/health')).json().finally(() => (clockAheadMs = 0))
  expect(parts.clock).toMatchObject({ status, detail: expect.stringMatching(detail) })
})

test.each([
  [30, 'ok', /; the last round of the clock began at [^;]+$/],
  [90, 'ok', /; the last round of the clock began at .*Z; the next one is (29|30|31) s late$/],
  [300, 'degraded', /; the next one is 2(39|40|41) s late$/],
])('/health %i s after the last round of the clock says %s', async (seconds, status, detail) => {
  use = async () => null
  await noteRound(db)
  await db.execute(
    sql`update planned_wakes set wakes_at = wakes_at - make_interval(secs => ${seconds}) where name = 'clock'`,
  )
  const { parts } = await (await get('/health')).json().finally(() => db.execute(sql`delete from planned_wakes`))
  expect(parts.clock).toMatchObject({ status, detail: expect.stringMatching(detail) })
})

test('/health fails while the bucket does not answer', async () => {
  use = async () => null
  expect((await (await get('/health')).json()).parts.files).toMatchObject({ status: 'ok' })
  bucket = async () => {
    throw new Error('put: We encountered an internal error (10001)')
  }
  const response = await get('/health')
  expect(response.status).toBe(503)
  expect(await response.json()).toMatchObject({ status: 'failing', parts: { files: { status: 'failing' } } })
})
