import pg from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { eventually } from '../support/eventually.ts'
import { type OwnStack, startStack } from '../support/stack/stack.ts'
import { ask, endedJob, freezeTown } from '../support/stack/stack-client.ts'

let stack: OwnStack
let db: pg.Client

beforeAll(async () => {
  stack = await startStack()
  db = new pg.Client({ connectionString: stack.database })
  // The last test kills the server, and the broken connection must not end this process.
  db.on('error', () => {})
  await db.connect()
  // In a frozen town no item changes, so each item must have one snapshot.
  await freezeTown(stack)
})
afterAll(async () => {
  await db?.end()
  await stack?.[Symbol.asyncDispose]()
})

/** Starts a sweep of all 46 outlets. A sweep that gets only some of them, because the clock's sweep has the others, is awaited first. */
const sweepAll = () =>
  eventually('a sweep of all outlets has begun', async () => {
    const { status, body } = await ask(stack, 'POST', '/v1/jobs', { kind: 'sweep' })
    if (status !== 202) return null
    if ((await ask(stack, 'GET', `/v1/jobs/${body.id}`)).body.total === 2 * 46) return body.id as string
    await eventually('the partial sweep ends', () => endedJob(stack, body.id))
    return null
  })

test('no job or item is lost or doubled when SIGKILL ends workerd during a sweep and right after a 202', async () => {
  const ids: string[] = []
  const submit = async (body: object) => {
    const answer = await ask(stack, 'POST', '/v1/jobs', body)
    expect(answer.status).toBe(202)
    ids.push(answer.body.id)
    return answer.body.id as string
  }
  const cart = (terms: string[]) => submit({ kind: 'cart', items: terms, zipcode: '10001' })

  const sweep = await sweepAll()
  ids.push(sweep)
  for (let n = 0; n < 5; n++) await cart(['milk', 'eggs', 'bread', `thing ${n}`])
  await eventually(
    'the sweep is under way',
    async () => (await ask(stack, 'GET', `/v1/jobs/${sweep}`)).body.completed > 3,
    { every: 20 },
  )
  const victim = await stack.workerd()
  await cart(['salt', 'pepper'])
  process.kill(victim, 'SIGKILL')

  // The second SIGKILL comes as soon as the API answers again.
  await eventually('the API answers again', async () => (await fetch(`${stack.api}/health`)).ok)
  const next = await stack.workerd()
  await cart(['tea', 'coffee'])
  process.kill(next, 'SIGKILL')

  for (const id of ids) {
    const job = await eventually(`${id} ends`, () => endedJob(stack, id), { every: 250 })
    expect(job).toMatchObject({ status: 'completed', completed: job.total, failed: 0 })
    const { body } = await ask(stack, 'GET', `/v1/jobs/${id}/results?limit=1000`)
    const labels = body.data.map((item: { label: string }) => item.label)
    expect(labels).toHaveLength(job.total)
    expect(new Set(labels).size).toBe(job.total)
    if (job.kind === 'cart') {
      for (const item of body.data) expect(item).toMatchObject({ status: 'completed', result: { term: item.label } })
    }
  }

  const { rows } = await db.query(`
    SELECT (SELECT count(*)::int FROM items) AS items,
           (SELECT count(*)::int FROM (SELECT 1 FROM snapshots GROUP BY item_id HAVING count(*) > 1) AS double) AS doubled,
           (SELECT count(*)::int FROM change_events) AS changes`)
  expect(rows[0]).toMatchObject({ doubled: 0, changes: 0 })
  expect(rows[0].items).toBeGreaterThan(500)

  // The one endpoint gets one delivery for the end of each job.
  const deliveries = await eventually('every end of a job has a delivery', async () => {
    const { rows: ends } = await db.query(
      `SELECT payload->'data'->>'job_id' AS job, count(*)::int AS n FROM deliveries WHERE kind = 'job.completed' GROUP BY 1`,
    )
    return ends.length === ids.length && ends
  })
  for (const { job, n } of deliveries) expect({ job, n }).toEqual({ job, n: 1 })
})

test('a sweep loses no item when SIGKILL ends Postgres, because its writes wait for the database', async () => {
  const sweep = await sweepAll()
  await eventually(
    'the sweep is under way',
    async () => (await ask(stack, 'GET', `/v1/jobs/${sweep}`)).body.completed > 3,
    { every: 20 },
  )
  process.kill(await stack.postmaster(), 'SIGKILL')
  const job = await eventually('the sweep ends', () => endedJob(stack, sweep), { every: 250 })
  expect(job).toMatchObject({ status: 'completed', completed: job.total, failed: 0 })
})
