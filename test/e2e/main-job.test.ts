import pg from 'pg'
import { Webhook } from 'standardwebhooks'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { eventually } from '../support/eventually.ts'
import { type OwnStack, startStack } from '../support/stack/stack.ts'
import {
  ask,
  endedJob,
  freezeTown,
  sweepNow,
  type TownItem,
  type TownOutlet,
  townAt,
} from '../support/stack/stack-client.ts'

let stack: OwnStack
let db: pg.Client

beforeAll(async () => {
  stack = await startStack()
  db = new pg.Client({ connectionString: stack.database })
  await db.connect()
})
afterAll(async () => {
  await db?.end()
  await stack?.[Symbol.asyncDispose]()
})

/** The listed items of an outlet in the database. */
async function storedItems(slug: string): Promise<TownItem[]> {
  const { rows } = await db.query(
    `SELECT key, name, price_minor::int AS minor, currency, availability FROM items
     WHERE outlet_id = $1 AND listed ORDER BY key`,
    [`out_${slug}`],
  )
  return rows
}

const byKey = (items: TownItem[]) =>
  items
    .map(({ key, name, minor, currency, availability }) => ({ key, name, minor, currency, availability }))
    .sort((a, b) => (a.key < b.key ? -1 : 1))

describe('the sweep that the clock starts', () => {
  test('the first sweep of the clock scans and extracts all 46 outlets, some of them in a real browser', async () => {
    const sweep = await eventually('the first sweep ends', async () =>
      (await ask(stack, 'GET', '/v1/sweeps')).body.data.find((one: { status: string }) => one.status !== 'running'),
    )
    const { data } = (await ask(stack, 'GET', `/v1/sweeps/${sweep.id}/outlets?limit=100`)).body
    const reasons = data.flatMap(({ reason }: { reason: string | null }) => reason ?? [])
    expect(sweep, `${reasons}`).toMatchObject({ status: 'completed', outlets: 46 })
    const { rows } = await db.query('SELECT total, completed, failed, usage FROM jobs WHERE id = $1', [sweep.job_id])
    expect(rows[0]).toMatchObject({ total: 92, completed: 92, failed: 0 })
    expect(rows[0].usage.browserMs).toBeGreaterThan(0)
    const observed = await db.query('SELECT count(DISTINCT outlet_id)::int AS outlets FROM platform_status')
    expect(observed.rows).toEqual([{ outlets: 46 }])
  })

  test('a sweep stores the items that the town serves, and a later sweep stores exactly the changes that the town made', async () => {
    const first = await freezeTown(stack)
    await sweepNow(stack)
    await expectDatabaseToEqual(await townAt(stack, first))
    const { rows } = await db.query("SELECT coalesce(max(id), '') AS id FROM change_events")

    const second = await freezeTown(stack, first + 40)
    await sweepNow(stack)
    const [before, after] = [await townAt(stack, first), await townAt(stack, second)]
    await expectDatabaseToEqual(after)
    expect(await changesSince(rows[0].id, before, after)).toEqual(await historyOf(first, second, before, after))

    const { rows: snapshots } = await db.query('SELECT count(*)::int AS n FROM snapshots')
    await sweepNow(stack)
    expect((await db.query('SELECT count(*)::int AS n FROM snapshots')).rows).toEqual(snapshots)
  })

  /** Compares the items of the open outlets only: a sweep does not extract a closed outlet. */
  async function expectDatabaseToEqual(town: TownOutlet[]) {
    const { rows } = await db.query(
      "SELECT substr(id, 5) AS slug, online FROM outlets WHERE site = 'demo-town' ORDER BY id",
    )
    expect(rows).toEqual(town.map(({ slug, online }) => ({ slug, online })).sort((a, b) => (a.slug < b.slug ? -1 : 1)))
    for (const { slug, online, items, manner } of town) {
      if (online)
        expect({ slug, manner, items: await storedItems(slug) }).toEqual({ slug, manner, items: byKey(items) })
    }
  }

  /** The outlets that were open both times: only these were extracted both times. */
  const comparable = (before: TownOutlet[], after: TownOutlet[]) =>
    new Set(after.flatMap(({ slug, online }, index) => (online && before[index]!.online ? [slug] : [])))

  async function changesSince(id: string, before: TownOutlet[], after: TownOutlet[]): Promise<string[]> {
    const open = comparable(before, after)
    const { rows } = await db.query(
      `SELECT e.kind, substr(e.outlet_id, 5) AS slug, i.key, e.old->'price' AS old, e.new->'price' AS new
       FROM change_events e LEFT JOIN items i ON i.id = e.item_id WHERE e.id > $1`,
      [id],
    )
    return rows
      .filter(({ kind, slug }) => kind.startsWith('outlet.') || open.has(slug))
      .map(({ kind, slug, key, old, new: now }) =>
        lineOf(kind, slug, key, kind === 'item.price_changed' ? [old, now] : []),
      )
      .sort()
  }

  async function historyOf(from: number, to: number, before: TownOutlet[], after: TownOutlet[]): Promise<string[]> {
    const open = comparable(before, after)
    const answer = await fetch(`${stack.demo}/_town/history?from=${from}&to=${to}`)
    const { changes } = (await answer.json()) as {
      changes: Array<{ type: string; slug: string; key?: string; old?: object; new?: object }>
    }
    const lines = changes
      .filter(({ type, slug }) => type.startsWith('outlet.') || open.has(slug))
      .map(({ type, slug, key, old, new: now }) =>
        lineOf(type, slug, key, type === 'item.price_changed' ? [old, now] : []),
      )
    expect(lines.length).toBeGreaterThan(10)
    return lines.sort()
  }

  const lineOf = (kind: string, slug: string, key: string | null | undefined, prices: unknown[]) =>
    [kind, slug, key ?? '', ...prices.map((price) => price && Object.values(price).map(String).sort().join(' '))].join(
      ' | ',
    )
})

describe('a cart', () => {
  // The searches take 1.4, 0.4 and 1.4 s, so the test sees the first step for a second.
  const terms = ['jam', 'cereal', 'bread']

  test('a cart completes item by item, its products differ by ZIP code, and a signed webhook reports its end', async () => {
    const posted = await ask(stack, 'POST', '/cart', { items: terms, zipcode: '10001' })
    expect(posted).toMatchObject({ status: 202, body: { status: 'queued', job_id: expect.stringMatching(/^job_/) } })
    const id = posted.body.job_id
    const seen = new Set<string>()
    const results = await eventually(
      'the cart is complete',
      async () => {
        const { body } = await ask(stack, 'GET', `/results/${id}`)
        seen.add(body.progress)
        return body.status === 'complete' ? body : null
      },
      { every: 20 },
    )
    expect([...seen]).toContain('1/3 items completed')
    expect([...seen].at(-1)).toBe('3/3 items completed')
    expect(Object.keys(results.results)).toEqual(terms)
    for (const term of terms) {
      expect(results.results[term].length).toBeGreaterThan(1)
      expect(results.results[term][0]).toMatchObject({
        title: expect.any(String),
        price: { minor: expect.any(Number), currency: 'USD' },
      })
    }
    const other = await ask(stack, 'POST', '/cart', { items: terms, zipcode: '94103' })
    await eventually('the other cart ends', () => endedJob(stack, other.body.job_id))
    expect((await ask(stack, 'GET', `/results/${other.body.job_id}`)).body.results).not.toEqual(results.results)

    const message = await eventually('the webhook arrives', () => inboxMessage('job.completed', id))
    const verified = new Webhook(stack.webhook_secret).verify(message.body, message.headers)
    expect(verified).toMatchObject({
      type: 'job.completed',
      data: { job_id: id, status: 'completed', completed: 3, total: 3 },
    })
  })

  test('the end of a cart with its own webhook_url is delivered there and to the usual endpoint', async () => {
    const posted = await ask(stack, 'POST', '/cart', {
      items: ['tea'],
      zipcode: '10001',
      webhook_url: `${stack.inbox}/?own`,
    })
    const deliveries = await eventually('both deliveries have arrived', async () => {
      const { body } = await ask(stack, 'GET', '/v1/deliveries?status=delivered')
      const own = body.data.filter(
        (one: { kind: string; event_id: string }) =>
          one.kind === 'job.completed' && one.event_id.includes(posted.body.job_id.slice(4)),
      )
      return own.length === 2 ? own : null
    })
    const urls = deliveries.map((one: { url: string }) => one.url)
    expect(urls).toContain(`${stack.inbox}/?own`)
    expect(new Set(urls).size).toBe(2)
  })

  test('the same cart under the same Idempotency-Key is the same job, and another cart is refused', async () => {
    const send = (term: string) =>
      ask(stack, 'POST', '/cart', { items: [term], zipcode: '10001' }, { 'idempotency-key': 'one' })
    const first = await send('salt')
    expect((await send('salt')).body.job_id).toBe(first.body.job_id)
    expect(await send('pepper')).toMatchObject({ status: 422, body: { field: 'Idempotency-Key' } })
  })

  test('a running cart is cancelled by the API, and a webhook reports it', async () => {
    const posted = await ask(stack, 'POST', '/v1/jobs', {
      kind: 'cart',
      items: Array.from({ length: 60 }, (_, n) => `thing ${n}`),
      zipcode: '10001',
    })
    await eventually(
      'the cart runs',
      async () => (await ask(stack, 'GET', `/v1/jobs/${posted.body.id}`)).body.status === 'running',
    )
    expect((await ask(stack, 'POST', `/v1/jobs/${posted.body.id}/cancel`)).status).toBe(204)
    const job = await endedJob(stack, posted.body.id)
    expect(job).toMatchObject({ status: 'cancelled' })
    const message = await eventually('the webhook arrives', () => inboxMessage('job.cancelled', posted.body.id))
    expect(message.verified).toBe(true)
  })
})

test('a refresh answers at once with the last known state, and its job returns a fresh state', async () => {
  const { body: outlets } = await ask(stack, 'GET', '/v1/outlets?limit=46')
  const known = outlets.data.find((outlet: { online: boolean }) => outlet.online)
  const refresh = await ask(stack, 'POST', `/v1/outlets/${known.id}/refresh`)
  expect(refresh).toMatchObject({ status: 202, body: { outlet: { id: known.id, online: true } } })
  // The event stream ends with the job, and carries the fresh state.
  const { body: stream } = await ask(stack, 'GET', `/v1/jobs/${refresh.body.job_id}/events`)
  const events = [...stream.matchAll(/^data: (.*)$/gm)].map(([, data]) => JSON.parse(data))
  const job = await endedJob(stack, refresh.body.job_id)
  expect(job).toMatchObject({ kind: 'outlet', lane: 'live', status: 'completed' })
  const { fresh } = events.find(({ item }) => item?.label === `extract ${known.id}`).item.result
  expect(fresh.observed_at > known.last_extracted_at).toBe(true)
  expect(fresh.outlet).toMatchObject({ id: known.id, online: true, last_extracted_at: fresh.observed_at })
  expect(fresh.items.data.length).toBeGreaterThan(5)
  const items = await ask(stack, 'GET', `/v1/outlets/${known.id}/items`)
  expect(items.body.data.map(({ key }: { key: string }) => key)).toEqual(
    fresh.items.data.map(({ key }: { key: string }) => key),
  )
})

test('/metrics reports every part of the deployment as up, in the format of Prometheus', async () => {
  const { status, type, body } = await ask(stack, 'GET', '/metrics')
  expect([status, type]).toEqual([200, expect.stringContaining('text/plain')])
  const parts = [...body.matchAll(/^edgesweep_part_up\{part="(.*)"\} (\d)$/gm)]
  expect(parts.filter(([, , up]) => up !== '1')).toEqual([])
  expect(parts.length).toBeGreaterThan(5)
  expect(body).toMatch(/^edgesweep_lane_wait_seconds\{lane="bulk",quantile="0.5"\} /m)
  expect(body).toMatch(/^edgesweep_browser_sessions [1-9]/m)
})

async function inboxMessage(type: string, jobId: string) {
  const messages = (await (await fetch(`${stack.inbox}/messages`)).json()) as Array<{
    body: string
    headers: Record<string, string>
    verified: boolean
  }>
  return messages.find(({ body }) => {
    const event = JSON.parse(body)
    return event.type === type && event.data.job_id === jobId
  })
}
