import { type Field, unparsed } from '../site/field.ts'
import type { Availability, ItemRecord, Money } from '../site/records.ts'
import { itemKey } from './item-key.ts'
import type { Listed } from './list-things.ts'
import { joinReadings, type PriceReading, settlePrice } from './price-reading.ts'
import { bestAvailability, readAvailability } from './read-availability.ts'
import { readOffer } from './read-offers.ts'
import { readAddress, readText } from './read-text.ts'
import { type Thing, valuesOf } from './thing.ts'

/** Facts that apply to all items of a page. `currency` is set when the page names exactly one. */
export interface PageFacts {
  url: string
  base: string
  currency: string | null
}

/** The prices of all offers. Some shops put the price on the item itself. */
export const readOffers = (subject: Thing, offers: Thing[], currency: string | null): PriceReading =>
  joinReadings((offers.length > 0 ? offers : [subject]).map((offer) => readOffer(offer, currency)))

export const readStock = (subject: Thing, offers: Thing[]): Field<Availability> =>
  bestAvailability(
    [...offers, subject]
      .flatMap((thing) => valuesOf(thing, 'availability'))
      .map((value) => readAvailability(String(value))),
  )

/** A price of 0 for an item that is not available stands for an unknown price. */
export const distrustZero = (price: Field<Money>, stock: Field<Availability>): Field<Money> =>
  price.state === 'found' &&
  price.value.minor === 0 &&
  stock.state === 'found' &&
  /^(?:out_of_stock|discontinued)$/.test(stock.value)
    ? unparsed('0')
    : price

/** A listed thing as a record; null when it has no name. */
export function readListed({ subject, offers, around }: Listed, page: PageFacts): ItemRecord | null {
  const name = readText(subject, 'name') ?? (around && readText(around, 'name'))
  if (!name) return null
  const things = [subject, ...offers, ...(around ? [around] : [])]
  const [url, image] = [['url'], ['image', 'photo', 'thumbnailUrl']].map((names) => {
    const fields = things.map((thing) => readAddress(thing, page.base, ...names))
    return fields.find(({ state }) => state === 'found') ?? (fields[0] as Field<string>)
  }) as [Field<string>, Field<string>]
  const availability = readStock(subject, offers)
  const own = url.state === 'found' && url.value !== page.url ? url.value : null
  return {
    key: itemKey(subject, offers, name, own, page.base),
    name,
    price: distrustZero(settlePrice(readOffers(subject, offers, page.currency)), availability),
    availability,
    url,
    image,
  }
}
