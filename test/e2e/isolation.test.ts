import { afterAll, expect, test } from 'vitest'
import { eventually } from '../support/eventually.ts'
import { openStack } from '../support/stack/open-stack.ts'
import { ask, endedJob } from '../support/stack/stack-client.ts'
import { witness } from '../support/stack/town-witness.ts'

const { stack, db, guests } = await openStack({ guests: 1 })
const town = await witness({ port: guests[0] }, afterAll)

test('no job sees the cookies, storage, databases or caches of another job, in a browser or with a fetch', async () => {
  const read = async (path: string, options: object) => {
    const job = { kind: 'page', url: town.url + path, site: 'selectors', options }
    const { body } = await ask(stack, 'POST', '/v1/jobs', job)
    const ended = await eventually(`${path} is read`, () => endedJob(stack, body.id))
    expect(ended.status).toBe('completed')
    const results = await ask(stack, 'GET', `/v1/jobs/${body.id}/results`)
    return results.body.data[0].result
  }
  const memory = async (name: string) => {
    const options = { render: true, waitFor: '[data-ready]', page: { name: { css: '#found' } } }
    return JSON.parse((await read(`/odd/memory?job=${name}`, options)).name.value)
  }
  const names = ['first', 'second', 'third', 'fourth']
  // Four jobs run side by side in one browser. The fifth comes after all of them have left their traces.
  const found = [...(await Promise.all(names.map(memory))), await memory('fifth')]
  for (const { found: traces, unavailable } of found) {
    expect(new Set(Object.values(traces))).toEqual(new Set([null]))
    expect(unavailable.length, 'storage places that the page could not read').toBeLessThanOrEqual(1)
  }
  const sent = async () => (await read('/odd/cookie?set=visited', { page: { name: { css: '#cookie' } } })).name
  expect([await sent(), await sent()]).toEqual([{ state: 'missing' }, { state: 'missing' }])
})

test('pages of one job may share a tab, but no page of another job sees their traces', async () => {
  const options = { render: true, waitFor: '[data-ready]', item: 'main', fields: { name: { css: '#found' } } }
  // The outlets are not due, so that the clock does not put outlets of two jobs into one sweep.
  const addOutlet = async (name: string) => {
    const statement = `insert into outlets (id, site, name, url, options, interval_seconds, next_sweep_at)
      values ('out_' || $1, 'selectors', $1, $2, $3, 864000, now() + interval '9 days') returning id`
    const { rows } = await db.query(statement, [name, `${town.url}/odd/memory?job=${name}`, JSON.stringify(options)])
    return rows[0].id as string
  }
  const sweep = async (job: string) => {
    const names = Array.from({ length: 14 }, (_, n) => `${job}${n}`)
    const ids: string[] = []
    for (const name of names) ids.push(await addOutlet(name))
    const { body } = await ask(stack, 'POST', '/v1/jobs', { kind: 'sweep', outlet_ids: ids })
    const ended = await eventually(`the sweep ${job} ends`, () => endedJob(stack, body.id))
    expect(ended.status).toBe('completed')
    const items = await Promise.all(ids.map((id) => ask(stack, 'GET', `/v1/outlets/${id}/items`)))
    return items.flatMap(({ body: list }) => Object.values(JSON.parse(list.data[0].name).found))
  }
  const [first, second] = await Promise.all([sweep('first'), sweep('second')])
  const third = await sweep('third')
  for (const [job, traces] of Object.entries({ first, second, third })) {
    for (const trace of traces) if (trace !== null) expect(trace).toMatch(new RegExp(`^${job}\\d+$`))
  }
  expect(
    [...first, ...second, ...third].some((trace) => trace !== null),
    'some page saw the trace of an earlier page of its job',
  ).toBe(true)
})
