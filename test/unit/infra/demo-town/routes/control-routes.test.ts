import { createTown } from '@edgesweep/infra/demo-town/create-town.ts'
import type { Change } from '@edgesweep/infra/demo-town/machine/compare-outlets.ts'
import type { ItemState } from '@edgesweep/infra/demo-town/machine/outlet-at.ts'
import { expect, test } from 'vitest'

interface Truth {
  tick: number
  at: string
  outlets: { slug: string; url: string; manner: string; online: boolean; items: ItemState[] }[]
}

const tick = 88_000_000
const town = () => createTown({ now: () => tick * 20_000 })

async function get<T>(app: ReturnType<typeof createTown>, path: string): Promise<T> {
  const response = await app.request(`http://town.test${path}`)
  expect(response.status, path).toBe(200)
  return (await response.json()) as T
}

const setClock = (app: ReturnType<typeof createTown>, body: string) =>
  app.request('/_town/clock', { method: 'POST', body, headers: { 'content-type': 'application/json' } })

/** Applies `changes` to a town's truth: keys, prices and stock by outlet. */
function replay(truth: Truth, changes: Change[]) {
  const outlets = digest(truth)
  for (const change of changes) {
    const outlet = outlets[change.slug]!
    if (!('key' in change)) {
      expect(outlet.online).toBe(change.type === 'outlet.offline')
      outlet.online = change.type === 'outlet.online'
    } else if (change.type === 'item.added') outlet.items[change.key] = 'added'
    else if (change.type === 'item.removed') {
      expect(outlet.items).toHaveProperty(change.key)
      delete outlet.items[change.key]
    } else if (change.type === 'item.price_changed') {
      const [minor, , availability] = outlet.items[change.key]!.split(' ')
      expect(change.old.minor).toBe(Number(minor))
      outlet.items[change.key] = `${change.new.minor} ${change.new.currency} ${availability}`
    } else {
      const stock = change.type === 'item.back_in_stock' ? 'in_stock' : 'out_of_stock'
      expect(outlet.items[change.key]).not.toContain(` ${stock}`)
      outlet.items[change.key] = outlet.items[change.key]!.replace(/\S+$/, stock)
    }
  }
  return outlets
}

const digest = (truth: Truth) =>
  Object.fromEntries(
    truth.outlets.map(({ slug, online, items }) => [
      slug,
      {
        online,
        items: Object.fromEntries(
          items.map((item) => [item.key, `${item.minor} ${item.currency} ${item.availability}`]),
        ),
      },
    ]),
  )

test('/_town/truth returns the current tick by default, and any tick by number or time', async () => {
  const app = town()
  const now = await get<Truth>(app, '/_town/truth')
  expect(now.tick).toBe(tick)
  expect(now.outlets).toHaveLength(46)
  expect(await get(app, `/_town/truth?tick=${tick}`)).toEqual(now)
  expect(await get(app, `/_town/truth?at=${new Date(tick * 20_000 + 19_000).toISOString()}`)).toEqual(now)
  expect(await get(app, `/_town/truth?tick=${tick + 40}`)).not.toEqual(now)
})

test.each([1, 3, 200])('the truth plus the history of %i ticks equals the later truth', async (ticks) => {
  const app = town()
  const before = await get<Truth>(app, `/_town/truth?tick=${tick}`)
  const after = digest(await get<Truth>(app, `/_town/truth?tick=${tick + ticks}`))
  const { changes } = await get<{ changes: Change[] }>(app, `/_town/history?from=${tick}&to=${tick + ticks}`)
  expect(changes.length).toBeGreaterThan(0)
  const replayed = replay(before, changes)
  for (const [slug, outlet] of Object.entries(replayed)) {
    for (const [key, state] of Object.entries(outlet.items)) {
      if (state === 'added') outlet.items[key] = after[slug]!.items[key] ?? 'not there'
    }
  }
  expect(replayed).toEqual(after)
})

test('a frozen town serves its tick until it is released', async () => {
  const app = town()
  expect(await (await setClock(app, '{"tick": 1234}')).json()).toMatchObject({ tick: 1234, frozen: true })
  expect((await get<Truth>(app, '/_town/truth')).tick).toBe(1234)
  const [outlet] = (await get<Truth>(app, '/_town/truth')).outlets
  expect((await app.request(outlet!.url)).headers.get('x-town-tick')).toBe('1234')
  expect(await (await setClock(app, '{"tick": null}')).json()).toMatchObject({ tick, frozen: false })
})

test.each(['{"tick": -1}', '{"tick": "5"}', '{"tick": 1.5}', '{}', 'x', ''])(
  '/_town/clock refuses the body %j',
  async (body) => {
    const app = town()
    const response = await setClock(app, body)
    expect(response.status).toBe(400)
    expect(await response.json()).toHaveProperty('error')
    expect(await get(app, '/_town/clock')).toMatchObject({ tick, frozen: false })
  },
)

test.each(['truth?tick=-1', 'truth?tick=x', 'truth?at=noon', 'history?to=5', 'history?from=5&to=', 'history?from=1.5'])(
  '/_town/%s answers 400 with a reason',
  async (path) => {
    const response = await town().request(`/_town/${path}`)
    expect(response.status).toBe(400)
    expect(await response.json()).toHaveProperty('error')
  },
)

test('/_town/outlets lists name, address and time zone of each outlet, and every address answers', async () => {
  const app = town()
  const outlets = await get<{ slug: string; name: string; url: string; timezone: string }[]>(app, '/_town/outlets')
  expect(outlets).toHaveLength(46)
  for (const { slug, name, url, timezone } of outlets) {
    expect(url.startsWith('http://town.test/') && url.endsWith(`/${slug}`)).toBe(true)
    expect(() => new Intl.DateTimeFormat('en', { timeZone: timezone })).not.toThrow()
    expect(await (await app.request(url)).text()).toContain(`<h1>${name}</h1>`)
  }
})

test('/_town/served has the number of requests by kind and the peak concurrency, without control requests', async () => {
  const app = createTown({ latencyMs: 5, outlets: 3 })
  const outlets = await get<{ url: string }[]>(app, '/_town/outlets')
  await Promise.all(outlets.map(({ url }) => app.request(url)))
  await app.request('/images/Fern.svg')
  await app.request('/search?q=milk&zip=10001')
  expect(await get(app, '/_town/served')).toEqual({
    total: 5,
    requests: { 'json-ld': 1, scripted: 1, microdata: 1, images: 1, search: 1 },
    under_way: 0,
    peak_concurrent: 3,
    peak_concurrent_all: 3,
  })
  const reset = await app.request('/_town/served', { method: 'DELETE' })
  expect(await reset.json()).toEqual({
    total: 0,
    requests: {},
    under_way: 0,
    peak_concurrent: 0,
    peak_concurrent_all: 0,
  })
})
