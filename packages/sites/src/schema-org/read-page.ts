import { type Field, found, missing } from '../site/field.ts'
import type { PageRecord } from '../site/records.ts'
import { agreeOnPrice } from './agree-on-price.ts'
import { findMain, KINDS, type Main } from './find-main.ts'
import { joinReadings } from './price-reading.ts'
import { readItems } from './read-items.ts'
import { distrustZero, readOffers, readStock } from './read-listed.ts'
import type { Sources } from './read-sources.ts'
import { fieldOf, readAddress, readText } from './read-text.ts'
import { type Thing, thingsOf, valuesOf } from './thing.ts'

const IDENTITY = ['sku', 'productID', 'gtin', 'gtin13', 'mpn', 'url']

/** Whether two syntaxes describe the same thing. A different product in microdata does not belong to the one in JSON-LD. */
function isSame(left: Thing, right: Thing): boolean {
  const shared = (name: string) => {
    const values = new Set(valuesOf(right, name))
    return valuesOf(left, name).some((value) => values.has(value))
  }
  if (IDENTITY.some(shared)) return true
  const [a, b] = [left, right].map((thing) => readText(thing, 'name')?.toLowerCase() ?? '') as [string, string]
  return a.includes(b) || b.includes(a)
}

/** The main things that agree with the best one across syntaxes. Goods come before a business, a business before a list. */
function chooseMains(sources: Sources): Main[] {
  const canonical = sources.links.get('canonical')
  const addresses = canonical ? [sources.facts.url, canonical] : [sources.facts.url]
  const mains = sources.syntaxes.map((roots) => findMain(roots, addresses)).filter((main) => main !== null)
  const ranked = mains.toSorted((left, right) => KINDS.indexOf(left.kind) - KINDS.indexOf(right.kind))
  const [leader] = ranked
  const lead = leader?.listed[0]?.subject
  return ranked.filter(
    ({ kind, listed: [one] }) =>
      kind === leader?.kind && lead !== undefined && one !== undefined && isSame(lead, one.subject),
  )
}

/** Whether the page is about one product, with or without variants. */
export const isProductPage = (sources: Sources): boolean => chooseMains(sources)[0]?.kind === 'goods'

const first = <T>(fields: Field<T>[]): Field<T> =>
  fields.find(({ state }) => state === 'found') ?? fields.find(({ state }) => state === 'unparsed') ?? missing

/**
 * One record for the page. Name, brand, address, image and availability come from JSON-LD, then microdata, RDFa and Open
 * Graph. The price must be the same in all sources (`agreeOnPrice`), Open Graph first, because it describes only this page.
 */
export function readPage(sources: Sources): PageRecord {
  const { facts, links, meta } = sources
  const canonical = links.get('canonical')
  const mains = chooseMains(sources)
  const listed = mains.flatMap(({ listed }) => listed)
  const subjects = [...listed.map(({ subject }) => subject), meta]
  const metaOffers = thingsOf(meta, 'offers')
  const availability = first([
    ...listed.map(({ subject, offers }) => readStock(subject, offers)),
    readStock(meta, metaOffers),
  ])
  const readings = mains.map((main) =>
    joinReadings(main.listed.map(({ subject, offers }) => readOffers(subject, offers, facts.currency))),
  )
  const ofMeta = readOffers(meta, metaOffers, facts.currency)
  const [listPrice] = readOffers(meta, metaOffers.map(asListPrice), facts.currency).prices
  const isItem = mains[0]?.kind === 'goods'
  const items = isItem
    ? readItems(
        sources,
        mains[0]?.listed.flatMap(({ subject }) => thingsOf(subject, 'hasVariant')),
      )
    : readItems(sources)
  return {
    name: fieldOf(subjects.map((subject) => readText(subject, 'name')).find((name) => name !== null) ?? null),
    price: distrustZero(agreeOnPrice([ofMeta, ...(isItem ? readings : [])], listPrice ?? null), availability),
    availability,
    url: first([
      ...subjects.map((subject) => readAddress(subject, facts.base, 'url')),
      canonical ? found(canonical) : missing,
    ]),
    image: first(subjects.map((subject) => readAddress(subject, facts.base, 'image'))),
    brand: fieldOf(subjects.map((subject) => readText(subject, 'brand')).find((brand) => brand !== null) ?? null),
    items,
  }
}

const asListPrice = (offer: Thing): Thing => ({
  ...offer,
  props: new Map([...offer.props, ['price', valuesOf(offer, 'listPrice')]]),
})
