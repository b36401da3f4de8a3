import { afterAll, beforeAll, expect, test } from 'vitest'
import { eventually } from '../support/eventually.ts'
import { openStack } from '../support/stack/open-stack.ts'
import { ask, endedJob, sweepNow } from '../support/stack/stack-client.ts'

const outlets = 20
const { stack, db } = await openStack({ outlets })

beforeAll(async () => {
  // Not by the clock, so that nothing is recorded between a sweep and what is asked of it.
  await db.query("UPDATE outlets SET interval_seconds = 864000, next_sweep_at = now() + interval '9 days'")
})
afterAll(() => db.query('UPDATE outlets SET interval_seconds = 60, next_sweep_at = now()'))

/** Sweeps, and waits until the sweep is told to have ended. Gives its body. */
async function endedSweep() {
  const job = await sweepNow(stack)
  const { rows } = await eventually('the sweep has ended', async () => {
    const found = await db.query("SELECT id FROM sweeps WHERE job_id = $1 AND status <> 'running'", [job.id])
    return found.rows.length > 0 && found
  })
  return (await ask(stack, 'GET', `/v1/sweeps/${rows[0].id}`)).body
}

/** What a re-extraction of a sweep shows, an entry an outlet. */
async function reextracted(sweepId: string) {
  const receipt = await ask(stack, 'POST', `/v1/sweeps/${sweepId}/reextract`)
  expect(receipt.status).toBe(202)
  const job = await eventually('it ends', () => endedJob(stack, receipt.body.id))
  expect(job).toMatchObject({ kind: 'reextract', lane: 'bulk', status: 'completed' })
  const { body } = await ask(stack, 'GET', `/v1/jobs/${receipt.body.id}/results`)
  return body.data.map(({ result }: { result: object }) => result)
}

test('a sweep extracted again from its pages is what it recorded, and shows exactly the field that was recorded otherwise', async () => {
  const sweep = await endedSweep()
  expect(sweep).toMatchObject({
    status: 'completed',
    outlets,
    progress: null,
    summary: { status: 'completed', total: 2 * outlets, completed: 2 * outlets, failed: 0 },
  })
  expect((await ask(stack, 'GET', '/v1/sweeps')).body.data).toContainEqual(sweep)
  const { rows: extracted } = await db.query(
    'SELECT outlet_id, count(*)::int AS pages FROM outlet_pages WHERE sweep_id = $1 GROUP BY 1 ORDER BY 1',
    [sweep.id],
  )
  expect(extracted.length).toBeGreaterThan(0)
  const first = await reextracted(sweep.id)
  expect(first).toMatchObject(extracted.map((one) => ({ ...one, unknown: 0, differences: [] })))
  for (const { items, unchanged } of first) expect(unchanged).toBe(items)

  const { rows } = await db.query(
    `UPDATE items SET price_minor = price_minor + 1 WHERE id = (
       SELECT id FROM items WHERE outlet_id = $1 AND listed ORDER BY key LIMIT 1
     ) RETURNING key, name, price_minor::int - 1 AS minor, currency`,
    [extracted[0].outlet_id],
  )
  const { key, name, minor, currency } = rows[0]
  const [altered, ...others] = await reextracted(sweep.id)
  expect(altered.differences).toEqual([
    { key, name, field: 'price', was: { minor: minor + 1, currency }, now: { minor, currency } },
  ])
  for (const { differences } of others) expect(differences).toEqual([])
})

test('a sweep that is unknown, or of which no page is kept, is refused in words', async () => {
  const submit = (id: string, headers = {}) => ask(stack, 'POST', `/v1/sweeps/${id}/reextract`, undefined, headers)
  expect(await submit('swp_none')).toMatchObject({ status: 404, body: { detail: 'there is no sweep swp_none' } })
  expect((await ask(stack, 'GET', '/v1/sweeps/swp_none')).status).toBe(404)
  const { id } = await endedSweep()
  const once = { 'idempotency-key': 'once' }
  const accepted = await submit(id, once)
  await db.query('DELETE FROM outlet_pages WHERE sweep_id = $1', [id])
  const refused = await submit(id)
  expect((await submit(id, once)).body.id, 'what was accepted before is the same job').toBe(accepted.body.id)
  expect(refused).toMatchObject({ status: 409, body: { field: 'sweep_id' } })
  expect(refused.body.detail).toMatch(
    new RegExp(`no page of the sweep ${id} is kept; the oldest that are kept were read at 20`),
  )
})
