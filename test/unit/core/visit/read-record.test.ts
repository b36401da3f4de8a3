import { readPage } from '@edgesweep/core/visit/read-page.ts'
import { type ReadPage, readRecord } from '@edgesweep/core/visit/read-record.ts'
import { type Page, type PageRequest, UnreadablePage } from '@edgesweep/sites/site/site.ts'
import { TooMuchWork } from '@edgesweep/sites/site/work-budget.ts'
import { expect, test } from 'vitest'
import { html, ScrapeWorld } from './scrape-world.ts'

const url = 'https://shop.example/menu'

/** A page with these bodies, one for each request. Its record is whole with a price, and unreadable without a name. */
function world(...bodies: string[]) {
  const rest = bodies.values()
  return new ScrapeWorld({ [url]: () => html(rest.next().value!) }, { ROBOTS_IGNORED_HOSTS: 'shop.example' })
}
const reader = {
  extract({ body }: Page) {
    if (!body.includes('soup')) throw new UnreadablePage(`no name in "${body}"`)
    return body
  },
  isWhole: (record: string) => record.includes('$'),
}
const pagesOf =
  (of: ScrapeWorld): ReadPage =>
  (request) =>
    readPage(of.ctx, request, 'bulk', of.usage)
const read = (of: ScrapeWorld, request: Omit<PageRequest, 'url'>) =>
  of.finish(readRecord(pagesOf(of), { url, ...request }, reader))

test('a record that is whole without a browser opens none', async () => {
  const of = world('soup $3')
  expect(await read(of, { via: 'fetch-first' })).toMatchObject({ record: 'soup $3', page: { body: 'soup $3' } })
  expect(of.rendered).toEqual([])
  expect(of.usage.requests).toBe(1)
})

test.each([
  ['lacks a field', 'soup'],
  ['is unreadable', 'please wait'],
])('a fetched page that %s is read again in a browser, with the options of the request', async (_, first) => {
  const of = world(first, 'soup $3')
  const { record, page } = await read(of, { via: 'fetch-first', waitFor: '.price', block: ['stylesheet'] })
  expect([record, page.body]).toEqual(['soup $3', 'soup $3'])
  expect(of.rendered).toEqual([{ url, via: 'render', waitFor: '.price', block: ['stylesheet'] }])
  expect(of.usage.requests).toBe(2)
})

test('the result from the browser is final, even if a field is missing or the page is unreadable', async () => {
  expect((await read(world('', 'soup'), { via: 'fetch-first' })).record).toBe('soup')
  await expect(read(world('', 'still nothing'), { via: 'fetch-first' })).rejects.toThrow('no name in "still nothing"')
})

test.each(['fetch', 'render'] as const)(
  'a page read by %s alone is not read again for a missing field',
  async (via) => {
    const of = world('soup', 'soup $3')
    expect((await read(of, { via })).record).toBe('soup')
    expect(of.requested).toHaveLength(1)
  },
)

test.each([
  ['an unexpected error', new Error('a bug')],
  ['a page that takes too much work to read', new TooMuchWork('too much')],
])('no browser is used after %s', async (_, error) => {
  const of = world('soup')
  const broken = {
    ...reader,
    extract: (): string => {
      throw error
    },
  }
  const work = readRecord(pagesOf(of), { url, via: 'fetch-first' }, broken)
  await expect(of.finish(work)).rejects.toThrow(error)
  expect(of.rendered).toEqual([])
})
