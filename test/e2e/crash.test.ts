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
  // Its server is killed in the last test.
  db.on('error', () => {})
  await db.connect()
  // What does not change must be stored once, however often it is read.
  await freezeTown(stack)
})
afterAll(async () => {
  await db?.end()
  await stack?.[Symbol.asyncDispose]()
})

test('a SIGKILL of workerd amid a sweep and carts, right after a 202 too, loses and doubles nothing', async () => {
  const ids: string[] = []
  const submit = async (body: object) => {
    const answer = await ask(stack, 'POST', '/v1/jobs', body)
    expect(answer.status).toBe(202)
    ids.push(answer.body.id)
    return answer.body.id as string
  }
  const cart = (terms: string[]) => submit({ kind: 'cart', items: terms, zipcode: '10001' })

  const sweep = await eventually('all outlets are free to sweep', async () => {
    const answer = await ask(stack, 'POST', '/v1/jobs', { kind: 'sweep' })
    return answer.status === 202 && answer.body.id
  })
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

  // And once more, as soon as it answers again.
  await eventually('it answers again', async () => (await fetch(`${stack.api}/health`)).ok)
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

  // Each cart's end is told once to the one endpoint, whatever was sent twice.
  const told = await eventually('every cart is told', async () => {
    const { rows: deliveries } = await db.query(
      `SELECT payload->'data'->>'job_id' AS job, count(*)::int AS n FROM deliveries WHERE kind = 'job.completed' GROUP BY 1`,
    )
    return deliveries.length === ids.length && deliveries
  })
  for (const { job, n } of told) expect({ job, n }).toEqual({ job, n: 1 })
})

test('a SIGKILL of Postgres amid a sweep costs no item: what needs the database waits for it', async () => {
  const sweep = await eventually('all outlets are free to sweep', async () => {
    const answer = await ask(stack, 'POST', '/v1/jobs', { kind: 'sweep' })
    return answer.status === 202 && answer.body.id
  })
  await eventually('it is under way', async () => (await ask(stack, 'GET', `/v1/jobs/${sweep}`)).body.completed > 3, {
    every: 20,
  })
  process.kill(await stack.postmaster(), 'SIGKILL')
  const job = await eventually('the sweep ends', () => endedJob(stack, sweep), { every: 250 })
  expect(job).toMatchObject({ status: 'completed', completed: job.total, failed: 0 })
})
