import { expect, test } from 'vitest'
import { eventually } from '../support/eventually.ts'
import { startStack } from '../support/stack.ts'
import { witness } from '../support/town-witness.ts'
import { ask, endedJob } from './stack-client.ts'

test('no job sees what another left in a browser or with a fetch: cookies, storage, databases, caches', async () => {
  const town = await witness()
  await using stack = await startStack({ outlets: 1, args: ['--allow', town.host] })
  const read = async (path: string, options: object) => {
    const job = { kind: 'page', url: town.url + path, site: 'selectors', options }
    const { body } = await ask(stack, 'POST', '/v1/jobs', job)
    const ended = await eventually(`${path} is read`, () => endedJob(stack, body.id), { within: 60_000 })
    expect(ended.status).toBe('completed')
    const results = await ask(stack, 'GET', `/v1/jobs/${body.id}/results`)
    return results.body.data[0].result
  }
  const memory = async (name: string) => {
    const options = { render: true, waitFor: '[data-ready]', page: { name: { css: '#found' } } }
    return JSON.parse((await read(`/odd/memory?job=${name}`, options)).name.value)
  }
  const names = ['first', 'second', 'third', 'fourth']
  // Side by side in one browser, and again after all have left their traces.
  const found = [...(await Promise.all(names.map(memory))), await memory('fifth')]
  for (const { found: traces, unavailable } of found) {
    expect(new Set(Object.values(traces))).toEqual(new Set([null]))
    expect(unavailable.length, 'the places could be looked into').toBeLessThanOrEqual(1)
  }
  const sent = async () => (await read('/odd/cookie?set=visited', { page: { name: { css: '#cookie' } } })).name
  expect([await sent(), await sent()]).toEqual([{ state: 'missing' }, { state: 'missing' }])
})
