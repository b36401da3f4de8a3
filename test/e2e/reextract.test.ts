import { afterAll, beforeAll, expect, test } from 'vitest'
import { eventually } from '../support/eventually.ts'
import { openStack } from '../support/stack/open-stack.ts'
import { ask, endedJob, sweepNow } from '../support/stack/stack-client.ts'

const outlets = 20
const { stack, db } = await openStack({ outlets })

beforeAll(async () => {
  // The clock must not sweep, because its records would change the answers that the test checks.
  await db.query("UPDATE outlets SET interval_seconds = 864000, next_sweep_at = now() + interval '9 days'")
})
afterAll(() => db.query('UPDATE outlets SET interval_seconds = 60, next_sweep_at = now()'))

/** Starts a sweep and waits until the database has its end. Returns the sweep as the API gives it. */
async function endedSweep() {
  const job = await sweepNow(stack)
  const { rows } = await eventually('the sweep has ended', async () => {
    const found = await db.query("SELECT id FROM sweeps WHERE job_id = $1 AND status <> 'running'", [job.id])
    return found.rows.length > 0 && found
  })
  return (await ask(stack, 'GET', `/v1/sweeps/${rows[0].id}`)).body
}

/** Extracts a sweep again. Returns the results, one for each outlet. */
async function reextracted(sweepId: string) {
  const receipt = await ask(stack, 'POST', `/v1/sweeps/${sweepId}/reextract`)
  expect(receipt.status).toBe(202)
  const job = await eventually('the re-extraction ends', () => endedJob(stack, receipt.body.id))
  expect(job).toMatchObject({ kind: 'reextract', lane: 'bulk', status: 'completed' })
  const { body } = await ask(stack, 'GET', `/v1/jobs/${receipt.body.id}/results`)
  return body.data.map(({ result }: { result: object }) => result)
}

test('a re-extraction of a sweep differs from its records in exactly the field that was changed since', async () => {
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

test('a re-extraction is refused with the reason if the sweep is unknown or its pages are gone', async () => {
  const submit = (id: string, headers = {}) => ask(stack, 'POST', `/v1/sweeps/${id}/reextract`, undefined, headers)
  expect(await submit('swp_none')).toMatchObject({ status: 404, body: { detail: 'there is no sweep swp_none' } })
  expect((await ask(stack, 'GET', '/v1/sweeps/swp_none')).status).toBe(404)
  const { id } = await endedSweep()
  const once = { 'idempotency-key': 'once' }
  const accepted = await submit(id, once)
  await db.query('DELETE FROM outlet_pages WHERE sweep_id = $1', [id])
  const refused = await submit(id)
  expect((await submit(id, once)).body.id, 'the job of the request that was accepted before').toBe(accepted.body.id)
  expect(refused).toMatchObject({ status: 409, body: { field: 'sweep_id' } })
  expect(refused.body.detail).toMatch(
    new RegExp(`no page of the sweep ${id} is kept; the oldest that are kept were read at 20`),
  )
})
