import { readFileSync } from 'node:fs'
import { parsePage } from '@edgesweep/sites/schema-org/page-source.ts'
import { readJsonLd } from '@edgesweep/sites/schema-org/read-json-ld.ts'
import { readSources } from '@edgesweep/sites/schema-org/read-sources.ts'
import { isThing, localName, type Thing, type Value } from '@edgesweep/sites/schema-org/thing.ts'
import { UnreadablePage } from '@edgesweep/sites/site/site.ts'
import { describe, expect, test } from 'vitest'
import { realFolder } from '../../../support/real-folder.ts'
import { jsonLd, pageOf, readPage } from './page-of.ts'

type Plain = string | number | boolean | { types: string[]; properties: Record<string, Plain[]> }

const plain = (value: Value): Plain => (isThing(value) ? plainThing(value) : value)
const plainThing = ({ types, props }: Thing) => ({
  types,
  properties: Object.fromEntries([...props].map(([name, values]) => [name, values.map(plain)])),
})
const oneLine = (text: string) => text.replace(/\s+/g, ' ').trim()

/** An item as extruct prints it, converted to `Plain`. */
function asPlain(item: unknown): Plain {
  if (typeof item !== 'object' || item === null) return oneLine(String(item))
  const { type = [], properties = {} } = item as { type?: string | string[]; properties?: Record<string, unknown> }
  const entries = Object.entries(properties).map(
    ([name, values]) => [localName(name), [values].flat().map(asPlain)] as const,
  )
  return { types: [type].flat().filter(Boolean).map(localName), properties: Object.fromEntries(entries) }
}

const folder = realFolder('structured-data')
const load = (file: string) => readFileSync(`${folder}/${file}`, 'utf8')

describe.skipIf(!folder)('microdata', () => {
  test.each([
    'w3c--microdata.5.2',
    'w3c--microdata.5.3',
    'w3c--microdata.5.5',
    'w3c--microdata.4.2.data',
    'w3c--microdata.4.2.meter',
    'w3c--microdata.4.2.strings',
    'schema.org--Event.003',
    'schema.org--Event.004',
  ])('the microdata of %s yields the items that its collection expects', (name) => {
    const [, things] = readSources(pageOf(load(`${name}.html`))).syntaxes as [Thing[], Thing[]]
    const expected = JSON.parse(load(`${name}.json`))
    const items = Array.isArray(expected) ? expected : expected.microdata
    const normalised = (value: Plain): Plain =>
      typeof value === 'object'
        ? {
            types: value.types,
            properties: Object.fromEntries(
              Object.entries(value.properties).map(([key, values]) => [key, values.map(normalised)]),
            ),
          }
        : oneLine(String(value))
    expect(things.map(plainThing).map(normalised)).toEqual(items.map(asPlain))
  })
})

describe.skipIf(!folder)('JSON-LD', () => {
  test.each([
    'custom.invalid--JSONLD_with_JS_comment',
    'custom.invalid--JSONLD_with_control_characters',
    'custom.invalid--JSONLD_with_control_characters_comment',
    'misc--null_ld_mock',
  ])('the JSON-LD of %s yields the things that its collection expects', (name) => {
    const blocks = parsePage(load(`${name}.html`), 'https://shop.example/').jsonLd
    const squeezed = (things: Thing[]) =>
      JSON.parse(oneLine(JSON.stringify(things.map(plainThing)).replaceAll(/\\[nrt]/g, ' ')))
    expect(squeezed(readJsonLd(blocks))).toEqual(squeezed(readJsonLd([load(`${name}.jsonld`)])))
    expect(readJsonLd(blocks).length).toBeGreaterThan(0)
  })
})

test('references within a page are resolved, even in a circle, and names lose their prefix', () => {
  const [lamp] = readJsonLd([
    '{"@graph": [{"@id": "#l", "@type": "schema:Product", "schema:offers": {"@id": "#o"}}, {"@id": "#o", "@type": "Offer", "itemOffered": {"@id": "#l"}, "price": 3}]}',
  ])
  const offer = lamp?.props.get('offers')?.[0] as Thing
  expect(lamp?.types).toEqual(['Product'])
  expect(offer.props.get('price')).toEqual([3])
  expect(offer.props.get('itemOffered')?.[0]).toBe(lamp)
})

test('a broken JSON-LD block does not affect the other blocks', () => {
  expect(readJsonLd(['{"@type": "Product", "price": 1', '{"@type": "Product", "name": "b"}'])).toHaveLength(1)
})

test('RDFa properties of other vocabularies are skipped', () => {
  const body =
    '<div vocab="https://schema.org/" typeof="Product"><meta property="og:title" content="x"><b property="schema:name">Lamp</b><i typeof="foaf:Person" property="foaf:maker">A</i></div>'
  expect(readPage(body)).toMatchObject({ name: { value: 'Lamp' } })
})

const scope = '<div itemscope itemtype="https://schema.org/Product"'

// Readers that need more than linear time exceed the test's time limit, here and below.
test.each([
  ['nested elements', '<div>'.repeat(200_000)],
  ['nested items', `${scope} itemprop="offers">`.repeat(15_000)],
  ['nested properties', `${scope}>${'<b itemprop="name">x'.repeat(40_000)}`],
  [
    'references to the same properties',
    `<p id="a">${'<b itemprop="name">x</b>'.repeat(10_000)}</p>${`${scope} itemref="a"></div>`.repeat(5_000)}`,
  ],
])('a megabyte of %s is refused', (_, body) => {
  expect(() => readPage(body)).toThrow(UnreadablePage)
})

const menu = (item: (n: number) => object) =>
  jsonLd({ '@type': 'Menu', hasMenuItem: Array.from({ length: 15_000 }, (_, n) => item(n)) })
const priced = (name: string, price: number) => ({ '@type': 'MenuItem', name, offers: { price, priceCurrency: 'EUR' } })

test.each([
  ['nested items', `${scope} itemprop="offers">`.repeat(900)],
  [
    'levels of JSON',
    `<script type="application/ld+json">${'{"offers":'.repeat(50_000)}1${'}'.repeat(50_000)}</script>`,
  ],
  ['dishes', menu((n) => priced(`dish ${n}`, n))],
  ['dishes with one name', menu((n) => priced('dish', n))],
  [
    'offers',
    jsonLd({
      '@type': 'Product',
      name: 'x',
      offers: Array.from({ length: 15_000 }, (_, n) => ({ '@type': 'Offer', price: n, priceCurrency: 'EUR' })),
    }),
  ],
])('a page with thousands of %s is read within the time limit', (_, body) => {
  expect(readPage(body)).toHaveProperty('price')
})
