import { once } from 'node:events'
import { connect } from 'node:net'
import { expect, test } from 'vitest'
import { eventually } from '../../../../support/eventually.ts'
import { openTown } from '../open-town.ts'

interface Served {
  total: number
  requests: Record<string, number>
  under_way: number
  peak_concurrent: number
  peak_concurrent_all: number
  arrivals?: { at: number; path: string; user_agent: string | null; status: number | null }[]
}

const served = async (town: string, query = ''): Promise<Served> =>
  (await fetch(`${town}/_town/served${query}`)).json() as Promise<Served>

test('/_town/served?arrivals=1 lists time, path, user agent and status of each request', async () => {
  const town = await openTown()
  const before = Date.now()
  await fetch(`${town}/search?q=milk&zip=10001`, { headers: { 'user-agent': 'first/1' } })
  await fetch(`${town}/odd/file/x`, { headers: { 'user-agent': 'second/1' } })
  const { arrivals } = await served(town, '?arrivals=1')
  expect(arrivals).toMatchObject([
    { path: '/search?q=milk&zip=10001', user_agent: 'first/1', status: 200 },
    { path: '/odd/file/x', user_agent: 'second/1', status: 400 },
  ])
  const [first, second] = arrivals!
  expect(first!.at).toBeGreaterThan(before - 1000)
  expect(second!.at).toBeGreaterThan(first!.at)
  expect(await served(town)).not.toHaveProperty('arrivals')
  await fetch(`${town}/_town/served`, { method: 'DELETE' })
  expect((await served(town, '?arrivals=1')).arrivals).toEqual([])
})

test.each(['/odd/never', '/odd/slow?ms=600000', '/odd/drip', '/odd/huge?mb=4096'])(
  'a request for %s counts as ended when its socket is destroyed',
  async (path) => {
    const town = await openTown()
    const socket = connect(Number(new URL(town).port), '127.0.0.1')
    await once(socket, 'connect')
    socket.write(`GET ${path} HTTP/1.1\r\nHost: town.test\r\n\r\n`)
    await eventually('the request is under way', async () => (await served(town)).under_way === 1, { every: 5 })
    socket.destroy()
    await eventually('the request is over', async () => (await served(town)).under_way === 0, { every: 5 })
    const { peak_concurrent, requests } = await served(town)
    expect({ peak_concurrent, requests }).toEqual({ peak_concurrent: 1, requests: { odd: 1 } })
  },
)

test('a fetch aborted before its answer counts as ended, and its arrival has no status', async () => {
  const town = await openTown()
  const abort = new AbortController()
  const asked = fetch(`${town}/odd/never`, { signal: abort.signal })
  await eventually('the request is under way', async () => (await served(town)).under_way === 1, { every: 5 })
  abort.abort()
  await expect(asked).rejects.toThrow()
  await eventually('the request is over', async () => (await served(town)).under_way === 0, { every: 5 })
  expect((await served(town, '?arrivals=1')).arrivals).toMatchObject([{ path: '/odd/never', status: null }])
})

test('a streamed answer counts as running until its last byte is sent', async () => {
  const town = await openTown()
  const drip = await fetch(`${town}/odd/drip`)
  await fetch(`${town}/images/Fern.svg`)
  await fetch(`${town}/odd/shop/1`)
  expect(await served(town)).toMatchObject({ under_way: 1, peak_concurrent: 2, peak_concurrent_all: 2 })
  await drip.body!.cancel()
  await eventually('the request is over', async () => (await served(town)).under_way === 0, { every: 5 })
})
