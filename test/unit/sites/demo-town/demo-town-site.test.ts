import { createTown } from '@edgesweep/infra/demo-town/create-town.ts'
import type { Offer } from '@edgesweep/infra/demo-town/machine/find-offers.ts'
import type { ItemState } from '@edgesweep/infra/demo-town/machine/outlet-at.ts'
import { demoTown } from '@edgesweep/sites/demo-town/demo-town-site.ts'
import { foundValue as found } from '@edgesweep/sites/site/field.ts'
import type { ItemRecord } from '@edgesweep/sites/site/records.ts'
import { type PageRequest, UnreadablePage } from '@edgesweep/sites/site/site.ts'
import { expect, test } from 'vitest'
import { readInTown } from '../../../support/stack/read-in-town.ts'

const origin = 'http://town.test'
const start = 88_000_000
const town = createTown({ now: () => start * 20_000 })

async function getJson<T>(path: string): Promise<T> {
  return (await (await town.request(origin + path)).json()) as T
}

const freeze = (tick: number) => town.request('/_town/clock', { method: 'POST', body: JSON.stringify({ tick }) })

const read = (request: PageRequest) => readInTown(town, request)

async function readOutlet(url: string) {
  const outlet = { url, options: null }
  const { scan, items } = demoTown.outlet!
  const status = scan.extract(await read(scan.request(outlet)), outlet)
  const records: ItemRecord[] = []
  let pages = 0
  for (let next: PageRequest | null = items.request(outlet); next; pages += 1) {
    const page = items.extract(await read(next), outlet)
    records.push(...page.items)
    next = page.next
  }
  return { online: found(status.online), records, pages }
}

const asTruth = ({ key, name, price, availability }: ItemRecord) => ({
  key,
  name,
  ...found(price),
  availability: found(availability),
})

test.each([start, start + 1, start + 3, start + 5000, 0])(
  "at tick %i the records of every outlet equal the town's own state",
  async (tick) => {
    await freeze(tick)
    const truth = await getJson<{ outlets: { url: string; online: boolean; items: ItemState[] }[] }>('/_town/truth')
    expect(truth.outlets).toHaveLength(46)
    for (const { url, online, items } of truth.outlets) {
      const seen = await readOutlet(url)
      expect(seen.online, url).toBe(online)
      expect(seen.records.map(asTruth), url).toEqual(items)
    }
  },
)

test('every item of every manner has a picture that the town serves, and microdata takes two or three pages', async () => {
  await freeze(start)
  for (const { url, manner } of (await getJson<{ url: string; manner: string }[]>('/_town/outlets')).slice(0, 12)) {
    const { records, pages } = await readOutlet(url)
    if (manner === 'microdata') expect([2, 3]).toContain(pages)
    else expect(pages).toBe(1)
    for (const { image } of records) {
      const response = await town.request(found(image)!)
      expect(response.headers.get('content-type')).toBe('image/svg+xml')
    }
  }
})

test('all pages of a menu show the same tick even when the town changes between requests', async () => {
  await freeze(start)
  const { outlets } = await getJson<{ outlets: { url: string; manner: string; items: ItemState[] }[] }>('/_town/truth')
  const { url, items } = outlets.find(({ manner }) => manner === 'microdata')!
  const outlet = { url, options: null }
  const first = demoTown.outlet!.items.extract(await read({ url, via: 'fetch' }), outlet)
  await freeze(start + 5000)
  const records = [...first.items]
  for (let next = first.next; next; ) {
    const page = demoTown.outlet!.items.extract(await read(next), outlet)
    records.push(...page.items)
    next = page.next
  }
  expect(records.map(asTruth)).toEqual(items)
})

test('only the menu of a scripted outlet needs a browser, not its status', async () => {
  const outlets = await getJson<{ url: string; manner: string }[]>('/_town/outlets')
  for (const { url, manner } of outlets) {
    const outlet = { url, options: null }
    expect(demoTown.outlet!.scan.request(outlet).via).toBe('fetch')
    const request = demoTown.outlet!.items.request(outlet)
    expect(request.via).toBe(manner === 'scripted' ? 'render' : 'fetch')
    expect(request.waitFor).toBe(manner === 'scripted' ? '[data-menu="ready"]' : undefined)
  }
})

test('a scripted menu read without a browser is unreadable rather than empty', async () => {
  const [, scripted] = await getJson<{ url: string }[]>('/_town/outlets')
  const outlet = { url: scripted!.url, options: null }
  const shell = await read({ url: outlet.url, via: 'fetch' })
  expect(() => demoTown.outlet!.items.extract(shell, outlet)).toThrow(UnreadablePage)
})

test.each([0, 1, 2])('an error page in place of outlet %i is unreadable', async (index) => {
  const { url } = (await getJson<{ url: string }[]>('/_town/outlets'))[index]!
  const outlet = { url, options: null }
  const page = { url, status: 503, contentType: 'text/html', body: '<h1>Later</h1>' }
  expect(() => demoTown.outlet!.scan.extract(page, outlet)).toThrow(UnreadablePage)
  expect(() => demoTown.outlet!.items.extract(page, outlet)).toThrow(UnreadablePage)
})

test('an address with an unknown manner is refused with the expected ones', () => {
  expect(() => demoTown.outlet!.items.request({ url: `${origin}/`, options: null })).toThrow('/json-ld/…')
})

test.each([
  ['milk', '10001'],
  ['milk', '94103'],
  ['crème brûlée & <tea>', '60601'],
  ['!?', '10001'],
])('a search for %s near %s finds the offers that the town has', async (term, zipcode) => {
  const target = { url: origin, term, zipcode, limit: 20 }
  const offers = demoTown.search!.extract(await read(demoTown.search!.request(target)), target)
  const truth = await getJson<Offer[]>(`/_town/offers?${new URLSearchParams({ q: term, zip: zipcode })}`)
  expect(
    offers.map(({ title, price, store, image, rating, shipping }) => ({
      title,
      price: found(price),
      store: found(store),
      image: found(image),
      rating: found(rating),
      shipping: found(shipping),
    })),
  ).toEqual(
    truth.map(({ title, minor, store, image, rating, shipping }) => ({
      title,
      price: { minor, currency: 'USD' },
      store,
      image: image && origin + image,
      rating,
      shipping,
    })),
  )
  for (const { url, title } of offers) {
    const page = await town.request(found(url)!)
    expect(page.status).toBe(200)
    expect(await page.text()).toContain(JSON.stringify(title).replaceAll('<', '\\u003c'))
  }
})

test('a search returns at most the requested number of offers', async () => {
  const target = { url: `${origin}/`, term: 'milk', zipcode: '10001', limit: 3 }
  expect(demoTown.search!.extract(await read(demoTown.search!.request(target)), target)).toHaveLength(3)
})

test.each([null, undefined, {}])('the options %j are accepted', (options) => {
  expect(demoTown.checkOptions(options)).toBe(null)
})

test.each([{ manner: 'json-ld' }, [1], 'x', 0])('the options %j are refused with an explanation', (options) => {
  expect(demoTown.checkOptions(options)).toContain('takes no options')
})
