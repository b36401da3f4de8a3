import { schemaOrg } from '@edgesweep/sites/schema-org/schema-org-site.ts'
import { UnreadablePage } from '@edgesweep/sites/site/site.ts'
import { describe, expect, test } from 'vitest'
import { jsonLd, money, pageOf, readItems, readPage } from './page-of.ts'

const dish = (name: string, price: unknown, more: object = {}) => ({
  '@type': 'MenuItem',
  name,
  offers: { '@type': 'Offer', price, priceCurrency: 'EUR' },
  ...more,
})
const shown = (body: string) =>
  readItems(body).items.map(({ name, price }) => [name, price.state === 'found' ? price.value.minor : price.state])

describe('the items of a page', () => {
  test('a menu yields the items of all nested sections', () => {
    const menu = {
      '@type': 'Restaurant',
      name: 'Roma',
      hasMenu: {
        '@type': 'Menu',
        hasMenuItem: dish('Water', 2),
        hasMenuSection: [
          {
            name: 'Pizza',
            hasMenuItem: [dish('Margherita', '8.50')],
            hasMenuSection: { name: 'White', hasMenuItem: dish('Bianca', '9,00') },
          },
        ],
      },
    }
    expect(shown(jsonLd(menu)).toSorted()).toEqual([
      ['Bianca', 900],
      ['Margherita', 850],
      ['Water', 200],
    ])
    expect(readPage(jsonLd(menu))).toMatchObject({ name: { value: 'Roma' }, price: { state: 'missing' } })
  })

  test('an ItemList yields its products, with or without ListItems, but no breadcrumbs', () => {
    const element = (name: string) => ({ '@type': 'Product', name, offers: { price: 1, priceCurrency: 'EUR' } })
    const list = {
      '@type': 'ItemList',
      itemListElement: [element('a'), { '@type': 'ListItem', position: 2, item: element('b') }],
    }
    const crumbs = { '@type': 'BreadcrumbList', itemListElement: [{ '@type': 'ListItem', item: element('home') }] }
    expect(shown(jsonLd(list, crumbs))).toEqual([
      ['a', 100],
      ['b', 100],
    ])
  })

  test('a catalogue yields the services that its offers name', () => {
    const offered = (name: string, price: number) => ({
      '@type': 'Offer',
      price,
      priceCurrency: 'USD',
      itemOffered: { '@type': 'Service', name },
    })
    const service = {
      '@type': 'Service',
      hasOfferCatalog: {
        '@type': 'OfferCatalog',
        itemListElement: [{ '@type': 'OfferCatalog', itemListElement: [offered('Cut', 20)] }, offered('Wash', 10)],
      },
    }
    expect(shown(jsonLd(service))).toEqual([
      ['Cut', 2000],
      ['Wash', 1000],
    ])
  })

  test('a product in microdata is read with absolute addresses', () => {
    const body = `<div itemscope itemtype="https://schema.org/Product"><a itemprop="url" href="/p/1"><b itemprop="name">Pan</b></a><img itemprop="image" src="pan.jpg">
      <p itemprop="offers" itemscope itemtype="https://schema.org/Offer"><meta itemprop="priceCurrency" content="USD"><i itemprop="price">$1,299.00</i>
      <link itemprop="availability" href="https://schema.org/OutOfStock"></p></div>`
    expect(readItems(body).items).toEqual([
      {
        key: 'at:https://shop.example/p/1',
        name: 'Pan',
        price: money(129900, 'USD'),
        availability: { state: 'found', value: 'out_of_stock' },
        url: { state: 'found', value: 'https://shop.example/p/1' },
        image: { state: 'found', value: 'https://shop.example/pan.jpg' },
      },
    ])
  })

  test('a related product is not an item', () => {
    const product = {
      '@type': 'Product',
      name: 'a',
      offers: { price: 1, priceCurrency: 'EUR' },
      isSimilarTo: { '@type': 'Product', name: 'b' },
    }
    expect(shown(jsonLd(product))).toEqual([['a', 100]])
  })

  test('a dish without a name is left out and entities in names are decoded', () => {
    expect(shown(jsonLd({ '@type': 'Menu', hasMenuItem: [dish('', 1), dish('Fish &amp; Chips', 2)] }))).toEqual([
      ['Fish & Chips', 200],
    ])
  })
})

describe('item keys', () => {
  const keys = (...items: object[]) =>
    readItems(jsonLd({ '@type': 'Menu', hasMenuItem: items })).items.map(({ key }) => key)

  test.each([
    ['sku', { sku: 'A1', productID: 'P1', url: '/a' }, 'sku:A1'],
    ['product id', { productID: 'P1', url: '/a' }, 'id:P1'],
    ['@id', { '@id': '#a', url: '/a' }, 'at:https://shop.example/page#a'],
    ['address without tracking parameters', { url: '/a?utm_source=x&size=2' }, 'at:https://shop.example/a?size=2'],
    ["name when its address is the listing's", { url: '/page' }, 'name:crème brûlée'],
    ['name when its id is a blank node', { '@id': '_:b0' }, 'name:crème brûlée'],
  ])('the key of an item is its %s', (_, more, expected) => {
    expect(keys(dish(' Crème  BRÛLÉE ', 5, more))).toEqual([expected])
  })

  test('a repeated dish is one item, and two sizes with the same name are two', () => {
    expect(keys(dish('Cola', 2), dish('Pizza', 8), dish('Cola', 2), dish('Cola', 3))).toEqual([
      'name:cola',
      'name:pizza',
      'name:cola#2',
    ])
  })

  test('an item keeps its key when the list is in another order', () => {
    const [a, b] = [dish('Cola', 2), dish('Pizza', 8, { sku: '7' })]
    expect(keys(a, b).toSorted()).toEqual(keys(b, a).toSorted())
  })
})

const soldOutMicrodata = `<div itemscope itemtype="https://schema.org/Product"><h1 itemprop="name">Lamp</h1>
  <div itemprop="offers" itemscope itemtype="https://schema.org/Offer"><meta itemprop="price" content="9">
  <meta itemprop="priceCurrency" content="EUR"><link itemprop="availability" href="https://schema.org/SoldOut"></div></div>`

describe('an outlet', () => {
  const status = (body: string, change = {}) =>
    schemaOrg.outlet!.scan.extract(pageOf(body, change), { url: 'https://shop.example/page', options: null }).online
  const stock = (...states: string[]) =>
    jsonLd({
      '@type': 'Menu',
      hasMenuItem: states.map((availability, n) => ({
        '@type': 'MenuItem',
        name: `d${n}`,
        offers: { price: 1, priceCurrency: 'EUR', availability },
      })),
    })

  test('an outlet is online when any item is available and unknown when no item states it', () => {
    expect(status(stock('SoldOut', 'InStock'))).toEqual({ state: 'found', value: true })
    expect(status(stock('SoldOut', 'OutOfStock'))).toEqual({ state: 'found', value: false })
    expect(status(jsonLd({ '@type': 'Menu', hasMenuItem: dish('Soup', 1) }))).toEqual({ state: 'missing' })
  })

  const product = (...states: string[]) => ({
    '@type': 'Product',
    name: 'Lamp',
    offers: states.map((availability) => ({ '@type': 'Offer', price: 9, priceCurrency: 'EUR', availability })),
  })

  test.each([
    ['sold out', jsonLd(product('https://schema.org/OutOfStock'))],
    ['sold out in all variants', jsonLd(product('SoldOut', 'OutOfStock'))],
    ['discontinued', jsonLd(product('Discontinued'))],
    ['in stock', jsonLd(product('InStock'))],
    ['sold out, in microdata', soldOutMicrodata],
    ['sold out, beside its shop', jsonLd([product('SoldOut'), { '@type': 'Store', name: 'Shop' }])],
  ])('the outlet of a single product that is %s is online, and the product is its item', (_, body) => {
    expect(status(body)).toEqual({ state: 'found', value: true })
    expect(readItems(body).items).toMatchObject([{ name: 'Lamp' }])
  })

  test('an outlet that is gone is offline, and an error page is unreadable', () => {
    expect(status('', { status: 404 })).toEqual({ state: 'found', value: false })
    expect(() => status('', { status: 500 })).toThrow(UnreadablePage)
  })

  test('a page without structured data is unreadable, and an empty menu has no items', () => {
    expect(() => readItems('<p>Welcome</p>')).toThrow(UnreadablePage)
    expect(readItems(jsonLd({ '@type': 'Menu', name: 'Lunch' })).items).toEqual([])
  })

  test('only a next page of the same origin is followed', () => {
    const page = (href: string) => readItems(`${stock('InStock')}<a rel="nofollow next" href="${href}">2</a>`).next
    expect(page('?page=2')).toEqual({ url: 'https://shop.example/page?page=2', via: 'fetch' })
    expect(page('https://elsewhere.example/2')).toBeNull()
    expect(page('/page')).toBeNull()
  })

  test('an outlet is fetched unless its options ask for rendering', () => {
    const request = (options: unknown) => schemaOrg.outlet!.items.request({ url: 'https://shop.example/', options })
    expect(request(undefined)).toEqual({ url: 'https://shop.example/', via: 'fetch' })
    expect(request({ render: true, waitFor: '.menu li' })).toEqual({
      url: 'https://shop.example/',
      via: 'render',
      waitFor: '.menu li',
    })
  })

  test.each([
    [{ waitFor: 'li[' }, /^waitFor: "li\["/],
    [{ render: 'yes' }, /^render: /],
    [{ selector: '.x' }, /selector/],
    ['render', /expected object/],
  ])('the options %j are refused with the name of the field', (options, message) => {
    expect(schemaOrg.checkOptions(options)).toMatch(message)
  })

  test('an outlet without options is accepted', () => {
    expect([undefined, null, {}, { render: false }].map(schemaOrg.checkOptions)).toEqual([null, null, null, null])
  })
})
