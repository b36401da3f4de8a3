import { UnreadablePage } from '@edgesweep/sites/site/site.ts'
import { describe, expect, test } from 'vitest'
import { jsonLd, money, readPage } from './page-of.ts'

const product = (more: object = {}) => ({ '@context': 'https://schema.org', '@type': 'Product', name: 'Lamp', ...more })
const offer = (price: unknown, more: object = {}) => ({ '@type': 'Offer', price, priceCurrency: 'EUR', ...more })
const priceOf = (offers: unknown) => readPage(jsonLd(product({ offers }))).price
const meta = (amount: string, currency = 'EUR', more = '') =>
  `<meta property="product:price:amount" content="${amount}"><meta property="product:price:currency" content="${currency}">${more}`

describe('the price of offers', () => {
  test.each([
    ['one offer', offer('19.99'), 1999],
    ['a number', offer(19.99), 1999],
    ['a noisy number', offer(19.989999999999998), 1999],
    ['several offers with one price', [offer('19.99'), offer(19.99)], 1999],
    [
      'an aggregate whose bounds are equal',
      { '@type': 'AggregateOffer', lowPrice: '19.99', highPrice: 19.99, priceCurrency: 'EUR' },
      1999,
    ],
    [
      'an aggregate of one offer',
      { '@type': 'AggregateOffer', lowPrice: '19.99', offerCount: 1, priceCurrency: 'EUR' },
      1999,
    ],
    [
      'an aggregate with inner offers only',
      { '@type': 'AggregateOffer', priceCurrency: 'EUR', offers: [{ '@type': 'Offer', price: '5' }] },
      500,
    ],
    [
      'a price specification',
      { '@type': 'Offer', priceSpecification: { '@type': 'UnitPriceSpecification', price: 8, priceCurrency: 'EUR' } },
      800,
    ],
    [
      'a price next to a struck price',
      {
        '@type': 'Offer',
        priceSpecification: [
          { price: 8, priceCurrency: 'EUR' },
          { price: 12, priceCurrency: 'EUR', priceType: 'https://schema.org/StrikethroughPrice' },
        ],
      },
      800,
    ],
    [
      'a price next to a delivery charge',
      offer('8', { priceSpecification: { '@type': 'DeliveryChargeSpecification', price: '4', priceCurrency: 'EUR' } }),
      800,
    ],
    [
      'a price next to a price for ten',
      {
        '@type': 'Offer',
        priceSpecification: [
          { price: 8, priceCurrency: 'EUR' },
          { price: 6, priceCurrency: 'EUR', eligibleQuantity: 10 },
        ],
      },
      800,
    ],
    [
      'a price as a MonetaryAmount',
      { '@type': 'Offer', price: { '@type': 'MonetaryAmount', value: '3.5', currency: 'EUR' } },
      350,
    ],
  ])('the price of %s is found', (_, offers, minor) => {
    expect(priceOf(offers)).toEqual(money(minor, 'EUR'))
  })

  test.each([
    ['offers that differ', [offer('19.99'), offer('24.99')]],
    ['an aggregate with a range', { '@type': 'AggregateOffer', lowPrice: '10', highPrice: '20', priceCurrency: 'EUR' }],
    ['an aggregate with a lower bound', { '@type': 'AggregateOffer', lowPrice: '10', priceCurrency: 'EUR' }],
    ['an offer without a currency', { '@type': 'Offer', price: '10' }],
    [
      'a price per year',
      {
        '@type': 'Offer',
        priceSpecification: {
          '@type': 'UnitPriceSpecification',
          price: '25',
          priceCurrency: 'EUR',
          referenceQuantity: { unitCode: 'ANN' },
        },
      },
    ],
    ['one readable and one unreadable offer', [offer('10'), offer('1.299')]],
    ['a price of 0 for a sold-out item', offer(0, { availability: 'SoldOut' })],
  ])('the price of %s is unparsed', (_, offers) => {
    expect(priceOf(offers).state).toBe('unparsed')
  })

  test.each([
    ['an offer with an empty object', { '@type': 'Offer', priceCurrency: 'EUR', price: {} }],
    ['an offer with an empty text', offer('')],
    ['a product without an offer', undefined],
  ])('the price of %s is missing', (_, offers) => {
    expect(priceOf(offers)).toEqual({ state: 'missing' })
  })
})

describe('several sources', () => {
  test('two different prices in JSON-LD and Open Graph are unparsed and both reported', () => {
    const price = readPage(jsonLd(product({ offers: offer('150') })) + meta('120')).price
    expect(price).toEqual({ state: 'unparsed', raw: '12000 minor EUR | 15000 minor EUR' })
  })

  test('a declared list price does not contradict the reduced price', () => {
    const listPrice = '<meta property="og:price:standard_amount" content="150.00">'
    expect(readPage(jsonLd(product({ offers: offer('150') })) + meta('120', 'EUR', listPrice)).price).toEqual(
      money(12000, 'EUR'),
    )
  })

  test('a list price without a lower price is the price', () => {
    const listPrice = '<meta property="og:price:standard_amount" content="150.00">'
    expect(readPage(jsonLd(product({ offers: offer('150') })) + listPrice).price).toEqual(money(15000, 'EUR'))
  })

  test("Open Graph's currency wins over the visitor's currency in JSON-LD", () => {
    expect(readPage(jsonLd(product({ offers: offer('43.90') })) + meta('48,00', 'USD')).price).toEqual(
      money(4800, 'USD'),
    )
  })

  test('a range in JSON-LD is not settled by the "from" price in Open Graph', () => {
    const range = { '@type': 'AggregateOffer', lowPrice: '10', highPrice: '20', priceCurrency: 'EUR' }
    expect(readPage(jsonLd(product({ offers: range })) + meta('10')).price.state).toBe('unparsed')
  })

  test('a price that is unreadable in one source is taken from another', () => {
    expect(readPage(jsonLd(product({ offers: offer('1.299') })) + meta('1299.00')).price).toEqual(money(129900, 'EUR'))
  })

  test('a sale price with dates and its usual price are both unparsed', () => {
    const sale =
      '<meta property="product:sale_price:amount" content="90"><meta property="product:sale_price_dates:end" content="2030-01-01">'
    expect(readPage(meta('120', 'EUR', sale)).price.state).toBe('unparsed')
  })

  test('a different product in microdata does not affect the one in JSON-LD', () => {
    const other =
      '<div itemscope itemtype="https://schema.org/Product"><b itemprop="name">Bulb</b><div itemprop="offers" itemscope><i itemprop="price">3</i></div></div>'
    expect(readPage(jsonLd(product({ offers: offer('19') })) + other).price).toEqual(money(1900, 'EUR'))
  })

  test('JSON-LD comes first for name, image and brand, and other sources fill the gaps', () => {
    const page = `${jsonLd(product({ image: ['/lamp.jpg'], offers: offer(1) }))}<base href="https://cdn.example/x/">
      <meta property="og:title" content="Buy lamps"><meta property="og:image" content="og.jpg"><meta property="product:brand" content="Lux">
      <link rel="canonical" href="/lamp">`
    expect(readPage(page)).toMatchObject({
      name: { value: 'Lamp' },
      image: { value: 'https://cdn.example/lamp.jpg' },
      brand: { value: 'Lux' },
      url: { value: 'https://cdn.example/lamp' },
    })
  })

  test('an offer without a currency uses the only currency on the page', () => {
    expect(
      readPage(`${jsonLd(product({ offers: { price: '12' } }))}<meta property="og:price:currency" content="CHF">`)
        .price,
    ).toEqual(money(1200, 'CHF'))
  })
})

describe('the subject of a page', () => {
  test("the page's product is the one with the page's address", () => {
    const others = ['a', 'page', 'b'].map((name, n) => product({ name, url: `/${name}`, offers: offer(n + 1) }))
    expect(readPage(jsonLd(...others))).toMatchObject({ name: { value: 'page' }, price: money(200, 'EUR') })
  })

  test("a product whose address has another query is not the page's product", () => {
    const others = [
      product({ name: 'a', offers: offer(1) }),
      product({ name: 'b', url: '/page?id=2', offers: offer(2) }),
    ]
    expect(readPage(jsonLd(...others), { url: 'https://shop.example/page?id=1' }).price).toEqual({ state: 'missing' })
  })

  test("when no product matches the page's address, all become list items", () => {
    const record = readPage(jsonLd(product({ name: 'a', offers: offer(1) }), product({ name: 'b', offers: offer(2) })))
    expect(record).toMatchObject({ name: { state: 'missing' }, price: { state: 'missing' } })
    expect(record.items.map(({ name }) => name)).toEqual(['a', 'b'])
  })

  test("variants with the same price give the product's price, and different prices are unparsed", () => {
    const group = (...prices: number[]) => ({
      '@type': 'ProductGroup',
      name: 'Shirt',
      hasVariant: prices.map((price, n) => product({ sku: `s${n}`, offers: offer(price) })),
    })
    expect(readPage(jsonLd(group(5, 5)))).toMatchObject({ name: { value: 'Shirt' }, price: money(500, 'EUR') })
    const differing = readPage(jsonLd(group(5, 6)))
    expect(differing.price.state).toBe('unparsed')
    expect(differing.items.map(({ key }) => key)).toEqual(['sku:s0', 'sku:s1'])
  })

  test('a top-level offer belongs to the product that it names', () => {
    const graph = { '@graph': [product({ '@id': '#lamp' }), offer('7', { itemOffered: { '@id': '#lamp' } })] }
    expect(readPage(jsonLd(graph))).toMatchObject({ name: { value: 'Lamp' }, price: money(700, 'EUR') })
  })

  test('every field of a page without structured data is missing', () => {
    expect(readPage('<title>Lamp</title><p>Only $5.00!</p>')).toEqual({
      name: { state: 'missing' },
      price: { state: 'missing' },
      availability: { state: 'missing' },
      url: { state: 'missing' },
      image: { state: 'missing' },
      brand: { state: 'missing' },
      items: [],
    })
  })

  test('an error page is refused with its status', () => {
    expect(() => readPage('', { status: 503 })).toThrow(UnreadablePage)
    expect(() => readPage('', { status: 503 })).toThrow(/503/)
  })
})

test.each([
  ['https://schema.org/InStock', 'in_stock'],
  ['http://schema.org/LimitedAvailability', 'in_stock'],
  ['InStoreOnly', 'in_stock'],
  ['in stock', 'in_stock'],
  ['schema:SoldOut', 'out_of_stock'],
  ['oos', 'out_of_stock'],
  ['https://schema.org/PreOrder', 'preorder'],
  ['BackOrder', 'preorder'],
  ['https://schema.org/Discontinued', 'discontinued'],
])('the availability "%s" is read as %s', (availability, expected) => {
  expect(readPage(jsonLd(product({ offers: offer(1, { availability }) }))).availability).toEqual({
    state: 'found',
    value: expected,
  })
})

test('an unknown availability is unparsed, and one offer in stock is enough', () => {
  expect(readPage(jsonLd(product({ offers: offer(1, { availability: 'Ask us' }) }))).availability).toEqual({
    state: 'unparsed',
    raw: 'Ask us',
  })
  const two = [offer(1, { availability: 'SoldOut' }), offer(1, { availability: 'InStock' })]
  expect(readPage(jsonLd(product({ offers: two }))).availability).toEqual({ state: 'found', value: 'in_stock' })
})
