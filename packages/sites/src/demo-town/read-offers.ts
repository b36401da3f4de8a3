import type { Document, Element } from 'domhandler'
import { parseHtml } from '../html/parse-html.ts'
import { parsePrice } from '../price/parse-price.ts'
import { readPlace } from '../selectors/find-place.ts'
import { readAddressField, readTextField } from '../selectors/read-fields.ts'
import { selectAll, selectOne } from '../selectors/select.ts'
import { type Field, found, missing, unparsed } from '../site/field.ts'
import type { OfferRecord } from '../site/records.ts'
import { type Page, type PageRequest, type SearchTarget, UnreadablePage } from '../site/site.ts'

/** The town's search page for a term near a ZIP code. */
export function searchPage({ url, term, zipcode }: SearchTarget): PageRequest {
  const address = new URL('/search', url)
  address.search = String(new URLSearchParams({ q: term, zip: zipcode.slice(0, 5) }))
  return { url: address.href, via: 'fetch' }
}

/** The first `limit` offers of a search page. Throws `UnreadablePage` when the page has no list of offers. */
export function readOffers(page: Page, { limit }: SearchTarget): OfferRecord[] {
  const document = parseHtml(page.body)
  if (page.status !== 200 || selectOne('[data-offers]', document) === null) {
    throw new UnreadablePage(
      `Expected demo town's search at ${page.url}, but it answered ${page.status} without a list of offers.`,
    )
  }
  const currency = currencyOf(document)
  return selectAll('.offer', document)
    .slice(0, limit)
    .map((offer) => readOffer(offer, currency, page.url))
}

/** The currency that the town states once a page. */
export const currencyOf = (document: Document): string | null =>
  readPlace({ css: '[data-currency]', attr: 'data-currency' }, document)

function readOffer(offer: Element, currency: string | null, base: string): OfferRecord {
  const text = (css: string) => readPlace({ css }, offer) ?? ''
  return {
    title: text('.title'),
    price: parsePrice(text('.price'), { currency }),
    store: readTextField({ css: '.store' }, offer),
    url: readAddressField({ css: '.title' }, offer, base, 'href'),
    image: readAddressField({ css: 'img' }, offer, base, 'src'),
    rating: readRating(text('.rating')),
    shipping: readTextField({ css: '.shipping' }, offer),
  }
}

/** Reads `4.5 of 5`. */
function readRating(text: string): Field<number> {
  if (text === '') return missing
  const stars = /^(\d(?:\.\d)?) of 5$/.exec(text)?.[1]
  return stars === undefined ? unparsed(text) : found(Number(stars))
}
