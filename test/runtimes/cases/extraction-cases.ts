import { deepEqual, equal, throws } from 'node:assert/strict'
import { findSite } from '@edgesweep/sites/find-site.ts'
import { type Page, UnreadablePage } from '@edgesweep/sites/site/site.ts'
import type { Case } from './case.ts'

const page = (path: string, body: string): Page => ({
  url: `https://shop.example${path}`,
  status: 200,
  contentType: 'text/html; charset=utf-8',
  body,
})

const product = {
  '@context': 'https://schema.org',
  '@type': 'Product',
  name: 'Crème brûlée 日本',
  sku: 'CB-1',
  offers: { '@type': 'Offer', price: '4.50', priceCurrency: 'EUR', availability: 'https://schema.org/InStock' },
}
const jsonLd = page(
  '/creme',
  `<!doctype html><title>x</title><script type="application/ld+json">${JSON.stringify(product)}</script>`,
)
const microdata = page(
  '/tea',
  `<div itemscope itemtype="https://schema.org/Product"><b itemprop="name">Tea &amp; milk</b>
   <div itemprop="offers" itemscope itemtype="https://schema.org/Offer">
   <meta itemprop="price" content="3.20"><meta itemprop="priceCurrency" content="GBP"></div></div>`,
)
const list = page(
  '/menu',
  `<ul><li class="dish" data-id="7"><h3>Soup</h3><i>5,90 €</i></li><li class="dish" data-id="8"><h3>Stew</h3><i>–</i></li></ul>
   <a rel="next" href="/menu?page=2">more</a>`,
)
const selectorOptions = {
  item: 'li.dish',
  fields: { key: { attr: 'data-id' }, name: { css: 'h3' }, price: { css: 'i' } },
  next: 'a[rel=next]',
}
const townMenu = page(
  '/scripted/noodle-bar',
  `<main data-menu="ready" data-currency="USD"><div class="item" data-sku="N1"><a class="name" href="/i/N1">Noodles</a>
   <span class="price">$11.25</span><span class="stock" data-stock="out_of_stock"></span></div></main>`,
)

export const extractionCases: Case[] = [
  {
    name: 'schema-org: a JSON-LD product yields name, price and availability',
    run() {
      const record = findSite('schema-org')!.page!.extract(jsonLd, { url: jsonLd.url, options: null })
      deepEqual(record.price, { state: 'found', value: { minor: 450, currency: 'EUR' } })
      deepEqual(record.name, { state: 'found', value: 'Crème brûlée 日本' })
      deepEqual(record.availability, { state: 'found', value: 'in_stock' })
      return record
    },
  },
  {
    name: 'schema-org: a microdata product yields its price',
    run() {
      const record = findSite('schema-org')!.page!.extract(microdata, { url: microdata.url, options: null })
      deepEqual(record.price, { state: 'found', value: { minor: 320, currency: 'GBP' } })
      deepEqual(record.name, { state: 'found', value: 'Tea & milk' })
      return record
    },
  },
  {
    name: 'selectors: a declared list yields its items and the next page',
    run() {
      const target = { url: list.url, options: selectorOptions }
      const read = findSite('selectors')!.outlet!.items.extract(list, target)
      deepEqual(
        read.items.map(({ key, name, price }) => [key, name, price.state]),
        [
          ['key:7', 'Soup', 'found'],
          ['key:8', 'Stew', 'missing'],
        ],
      )
      equal(read.next?.url, 'https://shop.example/menu?page=2')
      return read
    },
  },
  {
    name: 'selectors: options with an invalid selector are refused with an explanation',
    run() {
      const wrong = findSite('selectors')!.checkOptions({ item: 'li[', fields: { name: { css: 'h3' } } })
      equal(typeof wrong, 'string')
      return wrong
    },
  },
  {
    name: 'demo-town: a rendered menu yields its items',
    run() {
      const read = findSite('demo-town')!.outlet!.items.extract(townMenu, { url: townMenu.url, options: null })
      deepEqual(read.items[0]?.price, { state: 'found', value: { minor: 1125, currency: 'USD' } })
      equal(read.items[0]?.key, 'N1')
      return read
    },
  },
  {
    name: 'demo-town: a menu that was not rendered is unreadable rather than empty',
    run() {
      const loading = { ...townMenu, body: townMenu.body.replace('ready', 'loading') }
      const { items } = findSite('demo-town')!.outlet!
      throws(() => items.extract(loading, { url: loading.url, options: null }), UnreadablePage)
    },
  },
]
