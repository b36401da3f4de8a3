import { type CheerioAPI, load } from 'cheerio/slim'
import { parsePrice } from '../price/parse-price.ts'
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
  const $ = load(page.body)
  if (page.status !== 200 || $('[data-offers]').length === 0) {
    throw new UnreadablePage(
      `Expected demo town's search at ${page.url}, but it answered ${page.status} without a list of offers.`,
    )
  }
  return $('.offer')
    .toArray()
    .slice(0, limit)
    .map((element) => readOffer($, $(element), page.url))
}

function readOffer($: CheerioAPI, offer: ReturnType<CheerioAPI>, base: string): OfferRecord {
  const text = (selector: string): Field<string> => {
    const value = offer.find(selector).text().trim()
    return value === '' ? missing : found(value)
  }
  const address = (value: string | undefined): Field<string> =>
    value === undefined ? missing : found(new URL(value, base).href)
  return {
    title: offer.find('.title').text().trim(),
    price: parsePrice(offer.find('.price').text(), { currency: $('[data-currency]').attr('data-currency') }),
    store: text('.store'),
    url: address(offer.find('.title').attr('href')),
    image: address(offer.find('img').attr('src')),
    rating: readRating(offer.find('.rating').text().trim()),
    shipping: text('.shipping'),
  }
}

/** Reads `4.5 of 5`. */
function readRating(text: string): Field<number> {
  if (text === '') return missing
  const stars = /^(\d(?:\.\d)?) of 5$/.exec(text)?.[1]
  return stars === undefined ? unparsed(text) : found(Number(stars))
}
