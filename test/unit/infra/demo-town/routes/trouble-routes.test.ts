import { expect, test } from 'vitest'
import { openTown } from '../open-town.ts'

const make = (town: string, trouble: unknown) =>
  fetch(`${town}/_town/trouble`, { method: 'POST', body: JSON.stringify(trouble) })

const statusOf = async (address: string) => (await fetch(address)).status

test('trouble answers the requested number of requests with its status and Retry-After', async () => {
  const town = await openTown()
  expect((await make(town, { status: 429, retry_after: 7, requests: 2 })).status).toBe(200)
  const first = await fetch(town)
  expect([first.status, first.headers.get('retry-after')]).toEqual([429, '7'])
  expect(await statusOf(`${town}/robots.txt`)).toBe(200)
  expect(await statusOf(`${town}/images/Fern.svg`)).toBe(429)
  expect(await statusOf(town)).toBe(200)
  expect(await (await fetch(`${town}/_town/trouble`)).json()).toEqual({ trouble: null })
})

test('trouble with `seconds` ends after that time', async () => {
  let now = 1_000_000
  const town = await openTown({ now: () => now })
  expect(await (await make(town, { seconds: 2.5 })).json()).toEqual({
    trouble: { status: 503, retry_after: null, until: '1970-01-01T00:16:42.500Z', requests: null, path: '/' },
  })
  const met = await fetch(town)
  expect([met.status, met.headers.get('retry-after')]).toEqual([503, null])
  now += 2500
  expect(await statusOf(town)).toBe(200)
})

test('trouble for a path affects only that path, until it is ended', async () => {
  const town = await openTown()
  await make(town, { status: 500, path: '/odd/' })
  expect(await statusOf(`${town}/odd/shop/1`)).toBe(500)
  expect(await statusOf(town)).toBe(200)
  expect(await (await fetch(`${town}/_town/trouble`, { method: 'DELETE' })).json()).toEqual({ trouble: null })
  expect(await statusOf(`${town}/odd/shop/1`)).toBe(200)
})

test.each([
  null,
  [],
  { status: 200 },
  { status: '503' },
  { retry_after: -1 },
  { seconds: 0 },
  { requests: 1.5 },
  { path: 'odd' },
  { state: 503 },
])('the trouble %j is refused with a reason', async (trouble) => {
  const town = await openTown()
  const refused = await make(town, trouble)
  expect(refused.status).toBe(400)
  expect(await refused.json()).toHaveProperty('error')
  expect(await statusOf(town)).toBe(200)
})
