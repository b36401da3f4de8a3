import { findSite, siteNames } from '@edgesweep/sites/find-site.ts'
import { readBlogPage } from '@edgesweep/sites/github-profile/read-blog-page.ts'
import { schemaOrg } from '@edgesweep/sites/schema-org/schema-org-site.ts'
import { selectors } from '@edgesweep/sites/selectors/selectors-site.ts'
import { UnreadablePage } from '@edgesweep/sites/site/site.ts'
import { spend, TooMuchWork, withBudget } from '@edgesweep/sites/site/work-budget.ts'
import { expect, test } from 'vitest'

const url = 'https://shop.example/menu/'
const pageOf = (body: string, contentType = 'text/html') => ({ url, status: 200, contentType, body })

const bySelector = (item: string, body: string) => () =>
  selectors.outlet!.items.extract(pageOf(body), { url, options: { item, fields: { name: { css: 'h3' } } } })
const byData = (body: string, contentType?: string) => () =>
  schemaOrg.page!.extract(pageOf(body, contentType), { url, options: null })
const json = (things: object) => JSON.stringify(things)

const items = (n: number) => '<i></i>'.repeat(n)
const offers = (n: number) => Array.from({ length: n }, (_, at) => ({ '@id': `#${at}` }))

// The work grows with the square of the page, or faster.
test.each([
  ['siblings counted again and again', bySelector(':not(:nth-child(1000n+3))'.repeat(4), items(2_000))],
  ['siblings after one another', bySelector('q ~ i', items(2_500))],
  ['descendants of descendants', bySelector('div:has(u)', '<div>'.repeat(900) + items(900))],
  [
    'long attributes within one another',
    bySelector('div:has([class~=b])', `<div class="${'a '.repeat(400)}">`.repeat(300)),
  ],
  ['end tags without an element', byData('<div>'.repeat(900) + '</x>'.repeat(24_000))],
  [
    'offers that refer to one another',
    byData(
      json(offers(50).map((own) => ({ ...own, '@type': 'Product', name: 'a', offers: offers(50) }))),
      'application/json',
    ),
  ],
  [
    'one offer of many prices for many products',
    byData(
      json([
        { '@id': '#0', '@type': 'Offer', price: Array.from({ length: 300 }, (_, n) => n) },
        ...offers(300).map((_, n) => ({ '@type': 'Product', name: `a${n}`, url: `/${n}`, offers: { '@id': '#0' } })),
      ]),
      'application/json',
    ),
  ],
])('a small page with %s takes too much work', (_, read) => {
  expect(() => withBudget<unknown>(read, 3_000_000)).toThrow(TooMuchWork)
})

test('a normal page of 300 products takes less work than such a small page', () => {
  const products = Array.from({ length: 300 }, (_, n) => ({
    '@type': 'Product',
    name: `Pizza ${n}`,
    offers: { '@type': 'Offer', price: `${n}.50`, priceCurrency: 'EUR', url: `/p/${n}` },
  }))
  expect(withBudget(byData(json(products), 'application/json'), 3_000_000).items).toHaveLength(300)
  const rows = Array.from({ length: 300 }, (_, n) => `<li><h3>Pizza ${n}</h3><b>7,50</b></li>`).join('')
  expect(withBudget(bySelector('li:nth-child(n+2)', `<ul>${rows}</ul>`), 3_000_000).items).toHaveLength(299)
})

test('too much work is an error of the page that names the limit and the remedy', () => {
  const work = () => withBudget(byData(items(1_000)), 5_000)
  expect(work).toThrow(UnreadablePage)
  expect(work).toThrow(/takes too much work to read: more than 5000 steps\. Give a smaller page, or simpler selectors/)
})

test('parsing, structured data and selectors share the budget of their page, and the next page has its own', () => {
  const least = (read: () => unknown) => {
    let [fails, passes] = [0, 2 ** 24]
    while (passes - fails > 1) {
      const middle = Math.floor((fails + passes) / 2)
      try {
        withBudget(read, middle)
        passes = middle
      } catch {
        fails = middle
      }
    }
    return passes
  }
  const body = `<h1>Menu</h1>${'<li><h3>Soup</h3></li>'.repeat(50)}`
  const read = bySelector('li', body)
  const alone = least(read)
  expect(least(read)).toBe(alone)
  expect(least(() => [read(), read()])).toBe(2 * alone)
  for (let n = 0; n < 3; n++) expect(withBudget(read, alone).items).toHaveLength(1)
})

test('a budget ends with its page, even after an error', () => {
  expect(() => withBudget(() => spend(2), 1)).toThrow(TooMuchWork)
  expect(() =>
    withBudget(() => {
      throw new Error('a bug')
    }, 1),
  ).toThrow('a bug')
  expect(() => spend(10)).not.toThrow()
})

test.each(siteNames)('the site %s reads each page within a budget', (name) => {
  const site = findSite(name)!
  const gone = 'https://shop.example/json-ld/a'
  const huge = { url: gone, status: 200, contentType: 'text/html', body: '<a>'.repeat(900) + '</x>'.repeat(1_000_000) }
  const target = { url: gone, options: { item: 'li', fields: { name: { css: 'b' } } } }
  const reads = [site.outlet?.items, site.outlet?.scan, site.page].filter((part) => part !== undefined)
  const remedy = 'Wrap the site in withinBudget, and let each part parse the page'
  for (const part of reads) expect(() => part.extract(huge, target), remedy).toThrow(TooMuchWork)
})

test("a profile's blog is read within a budget", () => {
  expect(() => readBlogPage('<a>'.repeat(900) + '</x>'.repeat(1_000_000))).toThrow(TooMuchWork)
})
