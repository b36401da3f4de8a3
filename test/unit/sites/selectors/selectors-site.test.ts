import { selectors } from '@edgesweep/sites/selectors/selectors-site.ts'
import { UnreadablePage } from '@edgesweep/sites/site/site.ts'
import { describe, expect, test } from 'vitest'

const url = 'https://shop.example/menu/'
const pageOf = (body: string, status = 200) => ({ url, status, contentType: 'text/html', body })

const options = {
  item: 'li.dish',
  fields: {
    name: { css: 'h3' },
    price: { css: '.price', currency: 'EUR' },
    availability: {
      css: '.stock',
      out_of_stock: ['sold out', 'not available'],
      in_stock: ['available'],
      absent: 'in_stock',
    },
    url: { css: 'a' },
    image: { css: 'img', attr: 'data-src' },
    key: { attr: 'data-id' },
  },
  next: 'a.more',
  empty: '.no-dishes',
  online: { css: '.status', equals: 'Open' },
}

const dishes = `<p class="status"> open </p><ul>
  <li class="dish" data-id="7"><a href="../d/7"><h3>Crêpe <b>suzette</b></h3></a><span class="price">7,50</span><img data-src="/7.jpg"></li>
  <li class="dish" data-id="8"><h3>Soup</h3><span class="price">$5</span><i class="stock">Not available today</i></li>
  <li class="dish"><span class="price">1,00</span></li></ul><a class="more" href="?page=2">more</a>`

const items = (body: string, changed: object = {}) =>
  selectors.outlet!.items.extract(pageOf(body), { url, options: { ...options, ...changed } })

test('a list is read as declared, with absolute addresses and without nameless items', () => {
  expect(items(dishes)).toEqual({
    items: [
      {
        key: 'key:7',
        name: 'Crêpe suzette',
        price: { state: 'found', value: { minor: 750, currency: 'EUR' } },
        availability: { state: 'found', value: 'in_stock' },
        url: { state: 'found', value: 'https://shop.example/d/7' },
        image: { state: 'found', value: 'https://shop.example/7.jpg' },
      },
      {
        key: 'key:8',
        name: 'Soup',
        price: { state: 'unparsed', raw: '$5' },
        availability: { state: 'found', value: 'out_of_stock' },
        url: { state: 'missing' },
        image: { state: 'missing' },
      },
    ],
    next: { url: 'https://shop.example/menu/?page=2', via: 'fetch' },
  })
})

test('the key of an item without one is its address, then its name', () => {
  const fields = { ...options.fields, key: undefined }
  expect(items(dishes, { fields }).items.map(({ key }) => key)).toEqual(['at:https://shop.example/d/7', 'name:soup'])
})

test('an empty list is accepted only when `empty` matches', () => {
  expect(items('<p class="no-dishes">Closed for today</p>').items).toEqual([])
  expect(() => items('<ul class="new-layout"></ul>')).toThrow(/nothing matched "li.dish"/)
  expect(() => items('<li class="dish"></li>')).toThrow(/none of 1 .* had a name/)
})

describe('whether the outlet takes orders', () => {
  const online = (body: string, online?: object) =>
    selectors.outlet!.scan.extract(pageOf(body), { url, options: { ...options, online } }).online
  const found = (value: boolean) => ({ state: 'found', value })

  test('an outlet is online when its status text equals the declared text in any case', () => {
    expect(online(dishes, options.online)).toEqual(found(true))
    expect(online('<p class="status">Open at 5</p>', options.online)).toEqual(found(false))
    expect(online('<p>Open</p>', options.online)).toEqual({ state: 'missing' })
  })

  test('an outlet is online when the declared element exists or is absent as declared', () => {
    expect(online('<b class="closed">', { css: '.closed', exists: false })).toEqual(found(false))
    expect(online('<b>', { css: '.closed', exists: false })).toEqual(found(true))
    expect(online('<b class="order">', { css: '.order', exists: true })).toEqual(found(true))
  })

  test('the status is missing when none is declared, and an error page is refused', () => {
    expect(online(dishes)).toEqual({ state: 'missing' })
    expect(() => selectors.outlet!.scan.extract(pageOf('', 503), { url, options })).toThrow(UnreadablePage)
  })
})

describe('an outlet that is a single page', () => {
  const page = { name: { css: 'h1' }, price: { css: '.price', currency: 'EUR' } }
  const read = (body: string, fields: object = page) =>
    selectors.outlet!.items.extract({ ...pageOf(body), url: `${url}?visit=7` }, { url, options: { page: fields } })

  test('the page is the only item, under the address of the outlet', () => {
    const price = { state: 'found', value: { minor: 750, currency: 'EUR' } }
    const item = { key: `at:${url}`, name: 'Lamp', price, availability: { state: 'missing' } }
    expect(read('<title>Shop</title><h1>Lamp</h1><b class="price">7,50</b>')).toMatchObject({
      items: [item],
      next: null,
    })
  })

  test('without a name, the item has the title of the page', () => {
    const { items } = read('<title>A lamp</title><b class="price">7,50</b>', { price: page.price })
    expect(items).toMatchObject([{ name: 'A lamp' }])
    expect(() => read('<b class="price">7,50</b>')).toThrow('Expected a name at https://shop.example/menu/?visit=7')
  })

  test.each([404, 410])('a page that answers %i is gone, so its outlet is offline', (status) => {
    const scanned = selectors.outlet!.scan.extract(pageOf('', status), { url, options: { page } })
    expect(scanned.online).toEqual({ state: 'found', value: false })
  })
})

test('a single page is read with the selectors of the option `page`', () => {
  const page = {
    name: { css: 'h1' },
    price: { css: 'meta[itemprop=price]', attr: 'content' },
    brand: { css: '.brand' },
    image: { css: 'img' },
  }
  const body =
    '<base href="https://cdn.example/"><h1>Lamp</h1><meta itemprop="price" content="1,299.00"><img src="lamp.jpg">'
  expect(selectors.page!.extract(pageOf(body), { url, options: { page, currency: 'USD' } })).toEqual({
    name: { state: 'found', value: 'Lamp' },
    price: { state: 'found', value: { minor: 129900, currency: 'USD' } },
    availability: { state: 'missing' },
    url: { state: 'missing' },
    image: { state: 'found', value: 'https://cdn.example/lamp.jpg' },
    brand: { state: 'missing' },
    items: [],
  })
})

test('a page is fetched, or rendered until the selector matches', () => {
  expect(selectors.page!.request({ url, options })).toEqual({ url, via: 'fetch' })
  expect(selectors.page!.request({ url, options: { ...options, render: true, waitFor: 'li.dish' } })).toEqual({
    url,
    via: 'render',
    waitFor: 'li.dish',
  })
})

test('an address that is not a web address is unparsed', () => {
  const body = '<li class="dish"><h3>a</h3><a href="javascript:buy()">x</a></li>'
  expect(items(body).items[0]?.url).toEqual({ state: 'unparsed', raw: 'javascript:buy()' })
})

describe('options', () => {
  const problem = (changed: object) => selectors.checkOptions({ ...options, ...changed })

  test('valid options are accepted', () => {
    expect(selectors.checkOptions(options)).toBeNull()
    expect(selectors.checkOptions({ page: { name: { css: 'h1 > span:first-child' } } })).toBeNull()
  })

  test.each([
    ['item', { item: 'li[' }],
    ['item', { item: '' }],
    ['item', { item: 'li:hover-ish' }],
    ['fields.price.css', { fields: { name: { css: 'h3' }, price: { css: '.price >' } } }],
    ['fields.price.currency', { fields: { name: { css: 'h3' }, price: { css: '.p', currency: '$' } } }],
    ['fields.name', { fields: { price: { css: '.p' } } }],
    ['fields.name', { fields: { name: {} } }],
    ['fields.url.attr', { fields: { name: { css: 'h3' }, url: { attr: 'on click' } } }],
    ['next', { next: '..more' }],
    ['next', { next: 'a::after' }],
    ['next', { next: 'a:contains("x")' }],
    ['next', { next: 'a:hover' }],
    ['online', { online: { css: '.x' } }],
    ['online', { online: { css: '.x', equals: 'Open', exists: true } }],
    ['waitFor', { waitFor: '>>>' }],
    ['render', { render: 'true' }],
    ['item', { item: 'a'.repeat(301) }],
    ['item', { item: 'a ~ b ~ c' }],
    ['item', { item: 'a:has(b):has(c)' }],
    ['item', { item: 'p:nth-child(2) ~ a' }],
    ['item', { item: ':has(a:has(b))' }],
    ['item', { item: ':not(:nth-child(1000n+3))'.repeat(11) }],
    ['item', { item: `${':is('.repeat(60)}a${')'.repeat(60)}` }],
  ])('the message names the field %s when it is invalid', (field, changed) => {
    expect(problem(changed)).toContain(`${field}:`)
  })

  test.each([
    'h2 + p + p + p + p + p',
    'div:nth-child(1) > div:nth-child(2) > ul:nth-child(3) > li:nth-child(4) b:nth-child(5) i:nth-child(6)',
  ])('the selector "%s" is accepted, because each of its parts counts the siblings of another element', (item) =>
    expect(problem({ item })).toBeNull(),
  )

  test.each([
    ['a function', { transform: 'x => x' }, /transform/],
    ['fields without items', { item: undefined }, /belong together/],
    ['nothing to read', undefined, /nothing to read/],
  ])('options with %s are refused', (_, changed, message) => {
    expect(changed ? problem(changed) : selectors.checkOptions({})).toMatch(message)
  })
})
