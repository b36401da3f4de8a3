import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { createApp } from '@edgesweep/api/src/app.ts'
import { makeHostContext } from '@edgesweep/api/src/host-context.ts'
import { LiveReads } from '@edgesweep/api/src/live/live-reads.ts'
import { openReplica } from '@edgesweep/api/src/open-replica.ts'
import { mintApiKey, storeApiKey } from '@edgesweep/core/api-key/mint-api-key.ts'
import { connectNodePostgres } from '@edgesweep/db/drivers/node-postgres.ts'
import { migrate } from '@edgesweep/db/migrate.ts'
import { createOutlet } from '@edgesweep/db/queries/outlet/create.ts'
import { failureOf } from '@edgesweep/db/run-statement.ts'
import { freePort, LOOPBACK } from '@edgesweep/infra/local/ports.ts'
import { startPostgres } from '@edgesweep/infra/local/postgres.ts'
import { signal } from '@edgesweep/infra/local/processes.ts'
import { startRelay } from '@edgesweep/infra/local/relay/start-relay.ts'
import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { eventually } from '../../../support/eventually.ts'
import { startStandby } from '../../../support/postgres/standby.ts'

const maxLagSeconds = 2
/** A read of the replica times out after 500 ms. The rest is an allowance for a busy machine. */
const longestReadMs = 500 + 700

const root = mkdtempSync(join(tmpdir(), 'edgesweep-replica-'))
const logs = { primary: join(root, 'primary.log'), replica: join(root, 'replica.log') }
const settings = { fsync: 'off', log_statement: 'all' }
const password = 'test'
const primary = await startPostgres({
  folder: join(root, 'primary'),
  port: await freePort(),
  password,
  log: logs.primary,
  initdb: ['--no-sync'],
  settings,
})
await migrate(primary.url('postgres'))
const standbyPort = await freePort()
const openStandby = () =>
  startStandby({
    of: { url: primary.url, folder: join(root, 'primary') },
    folder: join(root, 'replica'),
    port: standbyPort,
    password,
    log: logs.replica,
    settings,
  })
let standby = await openStandby()
const allowed = [primary, standby].map(({ port }) => `${LOOPBACK}:${port}`)
const relay = await startRelay({ host: LOOPBACK, port: 0, allowed })
const { db, close } = connectNodePostgres(primary.url('postgres'), { max: 2 })
const onStandby = connectNodePostgres(standby.url('postgres'), { max: 1 })
const context = makeHostContext({
  DATABASE_URL: primary.url('postgres'),
  DATABASE_REPLICA_URL: standby.url('postgres'),
  REPLICA_MAX_LAG_SECONDS: `${maxLagSeconds}`,
  NEON_PROXY: relay.address,
  ALLOWED_ORIGINS: 'https://app.example',
})
const app = createApp(() => context)
const key = mintApiKey()

afterAll(async () => {
  await onStandby.close()
  await close()
  await standby.close()
  await relay.close()
  await primary.close()
  rmSync(root, { recursive: true, force: true })
})

beforeAll(async () => {
  await storeApiKey({ db }, key, { id: 'key_1', name: 'key_1', scopes: ['read', 'write'] })
  await addOutlet('out_1')
  await db.execute(sql`
    insert into items (id, outlet_id, key, name, first_seen_at, changed_at)
    values ('itm_1', 'out_1', 'milk', 'Milk', now(), now())`)
})

const addOutlet = (id: string) =>
  createOutlet(db, {
    id,
    site: 'schema-org',
    name: id,
    url: `https://shop.example/${id}`,
    options: {},
    timezone: 'UTC',
    intervalSeconds: 3600,
    enabled: true,
    confirmations: 1,
  })

/** Sends a request as a client would. `source` is the database of the answer. */
async function ask(
  path: string,
  { method = 'GET', headers = {}, body }: { method?: string; headers?: Record<string, string>; body?: unknown } = {},
) {
  const startedAt = performance.now()
  const response = await app.request(path, {
    method,
    headers: { authorization: `Bearer ${key.key}`, 'content-type': 'application/json', ...headers },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  })
  const text = await response.text()
  const source = /db;desc="(\w+)";dur=\d+/.exec(response.headers.get('server-timing') ?? '')?.[1]
  const tookMs = performance.now() - startedAt
  return { status: response.status, headers: response.headers, body: text && JSON.parse(text), source, tookMs }
}

const health = async () => {
  const { status, body } = await ask('/health')
  return { http: status, status: body.status, replica: body.parts.replica }
}

/** Reads until `source` answers. Every read before that must succeed in time, too. */
const readsGoTo = (source: 'primary' | 'replica') =>
  eventually(`reads go to the ${source}`, async () => {
    const read = await ask('/v1/outlets/out_1')
    if (read.status !== 200 || read.tookMs > longestReadMs)
      throw new Error(`a read: ${read.status} in ${read.tookMs} ms`)
    return read.source === source
  })

/** The statements that each server received while `act` ran. */
async function statementsOf(act: () => Promise<unknown>) {
  const before = {
    primary: readFileSync(logs.primary, 'utf8').length,
    replica: readFileSync(logs.replica, 'utf8').length,
  }
  await act()
  const since = (side: 'primary' | 'replica') => readFileSync(logs[side], 'utf8').slice(before[side])
  return { primary: since('primary'), replica: since('replica') }
}

const liveReads: Array<[path: string, statement: RegExp]> = [
  ['/v1/outlets', /from "outlets" "o" where "o"\."id" > /],
  ['/v1/outlets/out_1', /from "outlets" "o" where "o"\."id" = /],
  ['/v1/outlets/out_1/items', /from "items"/],
  ['/v1/changes', /from "change_events"/],
  ['/v1/sweeps', /from "sweeps"/],
  ['/v1/jobs', /from "jobs"/],
  ['/v1/deliveries', /from "deliveries"/],
  ['/v1/advertisers', /from "advertisers"/],
]

beforeEach(() => readsGoTo('replica'))

test.each(liveReads)('%s is read from the replica only', async (path, statement) => {
  const { primary, replica } = await statementsOf(async () => {
    expect(await ask(path)).toMatchObject({ status: 200, source: 'replica' })
  })
  expect(replica).toMatch(statement)
  expect(primary).not.toMatch(statement)
})

test('writes and API keys use the primary only', async () => {
  const stranger = mintApiKey()
  await storeApiKey({ db }, stranger, { id: 'key_2', name: 'key_2', scopes: ['read', 'write'] })
  const statements = await statementsOf(async () => {
    const headers = { authorization: `Bearer ${stranger.key}` }
    const outlet = { site: 'schema-org', name: 'New', url: 'https://shop.example/new', interval_seconds: 3600 }
    expect(await ask('/v1/outlets', { method: 'POST', body: outlet, headers })).toMatchObject({ status: 201 })
    const records = [{ login: 'octocat' }]
    expect(await ask('/v1/pipelines/profiles/records', { method: 'POST', body: { records }, headers })).toMatchObject({
      status: 200,
    })
    expect(await ask('/v1/pipelines/profiles', { headers })).toMatchObject({ status: 200 })
    expect(await ask('/v1/imports', { headers })).toMatchObject({ status: 200 })
  })
  expect(statements.replica).not.toMatch(/insert into|update |api_keys|imports|claim/)
  for (const part of [/api_keys/, /insert into "outlets"/, /insert into profiles/])
    expect(statements.primary).toMatch(part)
})

test('a new outlet is found before the replica has it, and no-cache reads from the primary', async () => {
  await onStandby.db.execute(sql`select pg_wal_replay_pause()`)
  try {
    await addOutlet('out_new')
    expect(await ask('/v1/outlets/out_1')).toMatchObject({ source: 'replica' })
    expect(await ask('/v1/outlets/out_new')).toMatchObject({ status: 200, source: 'primary' })
    expect(await ask('/v1/outlets/out_new/items')).toMatchObject({ status: 200, body: { data: [] } })
    expect(await ask('/v1/outlets/out_none')).toMatchObject({ status: 404 })
    const headers = { 'cache-control': 'no-cache' }
    const ids = async (options = {}) =>
      (await ask('/v1/outlets', options)).body.data.map(({ id }: { id: string }) => id)
    expect([(await ids()).includes('out_new'), (await ids({ headers })).includes('out_new')]).toEqual([false, true])
  } finally {
    await onStandby.db.execute(sql`select pg_wal_replay_resume()`)
  }
})

test('a live read has an ETag that changes with its body, an Age, and the name of its database', async () => {
  const path = '/v1/outlets/out_1/items'
  await db.execute(sql`update outlets set last_extracted_at = now() - interval '90 seconds' where id = 'out_1'`)
  await eventually('the replica has it', async () => (await ask(path)).headers.get('age') !== null)
  const first = await ask(path, { headers: { origin: 'https://app.example' } })
  expect(Number(first.headers.get('age'))).toBeGreaterThanOrEqual(90)
  expect(first.headers.get('cache-control')).toBe('private, no-cache')
  expect(first.headers.get('server-timing')).toMatch(/^db;desc="replica";dur=\d+, total;dur=\d+$/)
  expect(first.headers.get('access-control-expose-headers')).toMatch(/Age,ETag.*Server-Timing/)
  // `fetch` adds `no-cache` to a revalidation.
  const held = { 'if-none-match': first.headers.get('etag')!, 'cache-control': 'no-cache' }
  const same = await ask(path, { headers: held })
  expect(same).toMatchObject({ status: 304, body: '', source: 'replica' })
  expect(Number(same.headers.get('age'))).toBeGreaterThanOrEqual(90)
  await db.execute(sql`update items set price_minor = 99, currency = 'EUR' where id = 'itm_1'`)
  const changed = await eventually('another answer', async () => {
    const answer = await ask(path, { headers: held })
    return answer.status === 200 && answer
  })
  expect(changed.body.data[0].price).toEqual({ minor: 99, currency: 'EUR' })
})

test('reads leave a replica whose replay is paused when its lag exceeds the limit, and return after it caught up', async () => {
  await onStandby.db.execute(sql`select pg_wal_replay_pause()`)
  await addOutlet('out_unreplayed')
  const pausedAt = performance.now()
  await readsGoTo('primary')
  expect(performance.now() - pausedAt).toBeLessThan(1000 * (maxLagSeconds + 1))
  const ill = await health()
  expect(ill).toMatchObject({ http: 200, status: 'degraded', replica: { status: 'degraded' } })
  expect(ill.replica.detail).toMatch(/go to the primary: the replica is [\d.]+ s behind at most, and 2 s are allowed/)
  await onStandby.db.execute(sql`select pg_wal_replay_resume()`)
  await readsGoTo('replica')
  expect(await ask('/v1/outlets/out_unreplayed')).toMatchObject({ source: 'replica' })
  expect(await health()).toMatchObject({ status: 'ok', replica: { status: 'ok', lag_seconds: expect.any(Number) } })
})

test('reads leave a replica that receives no more WAL, but stay with one whose primary is idle', async () => {
  const quietFrom = performance.now()
  while (performance.now() - quietFrom < 1000 * (maxLagSeconds + 0.5)) {
    expect(await ask('/v1/outlets/out_1')).toMatchObject({ source: 'replica' })
    await sleep(100)
  }
  const { rows } = await onStandby.db.execute(sql`select pid from pg_stat_wal_receiver`)
  const receiver = Number(rows[0]!.pid)
  signal(receiver, 'SIGSTOP')
  try {
    await addOutlet('out_unreceived')
    await readsGoTo('primary')
  } finally {
    signal(receiver, 'SIGCONT')
  }
  await readsGoTo('replica')
})

test('a hanging replica delays one read by 500 ms, and is used again after it recovers', async () => {
  standby.freeze()
  const slow = await Promise.all(Array.from({ length: 10 }, () => ask('/v1/outlets/out_1')))
  for (const read of slow) expect(read).toMatchObject({ status: 200, source: 'primary' })
  expect(Math.max(...slow.map(({ tookMs }) => tookMs))).toBeLessThan(longestReadMs)
  const next = await ask('/v1/outlets/out_1')
  expect(next).toMatchObject({ status: 200, source: 'primary' })
  expect(next.tookMs).toBeLessThan(300)
  expect(await health()).toMatchObject({
    http: 200,
    status: 'degraded',
    replica: { status: 'degraded', detail: 'live reads go to the primary: the replica does not answer' },
  })
  standby.thaw()
  await readsGoTo('replica')
})

test('reads leave a stopped replica at once, and return after it starts', async () => {
  await standby.close()
  const reads = await Promise.all(Array.from({ length: 10 }, () => ask('/v1/outlets')))
  for (const read of reads) expect(read).toMatchObject({ status: 200, source: 'primary' })
  expect(await health()).toMatchObject({ http: 200, status: 'degraded', replica: { status: 'degraded' } })
  standby = await openStandby()
  await readsGoTo('replica')
  expect(await health()).toMatchObject({ status: 'ok', replica: { status: 'ok' } })
})

test('a write through a live read fails and does not reach the primary', async () => {
  const reads = new LiveReads(context, { isPrimaryOnly: false })
  const failed = await reads.execute(sql`delete from outlets`).then(null, failureOf)
  expect(failed).toMatchObject({ sqlState: '25006' })
})

test('a primary at DATABASE_REPLICA_URL is not used, and the health report says so', async () => {
  const replica = openReplica(
    { DATABASE_REPLICA_URL: primary.url('postgres'), NEON_PROXY: relay.address },
    { info: () => {}, warn: () => {}, error: () => {} },
  )!
  expect(await replica.examine(context.db)).toMatchObject({
    condition: 'no_replica',
    words: 'live reads go to the primary: the server at DATABASE_REPLICA_URL is not a replica',
  })
  expect(replica.serves(context.db)).toBe(false)
})
