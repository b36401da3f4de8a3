import { parsePrice } from '../price/parse-price.ts'
import type { Field } from '../site/field.ts'
import type { Money } from '../site/records.ts'
import { joinReadings, nothingRead, type PriceReading, showMoney } from './price-reading.ts'
import { readText } from './read-text.ts'
import { hasType, isThing, type Thing, thingsOf, type Value, valuesOf } from './thing.ts'

/** Amounts that are not the selling price: a struck price, delivery, a card surcharge. */
const NOT_THE_PRICE = /^(?:DeliveryCharge|PaymentCharge)Specification$/
const NOT_THE_PRICE_TYPE =
  /(?:ListPrice|StrikethroughPrice|SRP|MSRP|SuggestedRetailPrice|MinimumAdvertisedPrice|InvoicePrice|RegularPrice)$/i
/** A price with one of these conditions (a quantity, a membership, a minimum order) is not the price of a single item. */
const CONDITIONS = [
  'referenceQuantity',
  'eligibleQuantity',
  'eligibleTransactionVolume',
  'validForMemberTier',
  'billingIncrement',
  'membershipPointsEarned',
]

function readValue(value: Value, currency: string | null): Field<Money> {
  if (!isThing(value)) {
    return parsePrice(String(value), { currency, notation: typeof value === 'number' ? 'number' : 'markup' })
  }
  const inner = valuesOf(value, 'price', 'value').find((one) => !isThing(one))
  return inner === undefined
    ? parsePrice('')
    : readValue(inner, readText(value, 'priceCurrency', 'currency') ?? currency)
}

/** Several values in one offer are one price, written for people and for machines. One readable value is enough. */
function readAmounts(thing: Thing, currency: string | null, ...properties: string[]): PriceReading {
  const fields = valuesOf(thing, ...properties).map((value) => readValue(value, currency))
  const prices = fields.flatMap((field) => (field.state === 'found' ? [field.value] : []))
  const unread = fields.flatMap((field) => (field.state === 'unparsed' ? [field.raw] : []))
  return joinReadings([{ prices, open: [], unread: prices.length > 0 ? [] : unread }])
}

/** A range whose bounds are equal is that price; any other leaves the price open. Null when the thing states no range. */
function readRange(thing: Thing, currency: string | null, low: string, high: string): PriceReading | null {
  const bounds = [readText(thing, low), readText(thing, high)]
  if (bounds.every((bound) => bound === null)) return null
  const lows = readAmounts(thing, currency, low)
  const highs = readAmounts(thing, currency, high)
  const both = joinReadings([lows, highs])
  const single = both.prices.length === 1 && lows.prices.length === 1
  if (single && (highs.prices.length === 1 || (bounds[1] === null && readText(thing, 'offerCount') === '1')))
    return both
  return { prices: [], open: [`${bounds[0] ?? ''}–${bounds[1] ?? ''} ${currency ?? ''}`.trim()], unread: [] }
}

const isConditional = (specification: Thing) => CONDITIONS.some((condition) => specification.props.has(condition))

function readSpecification(specification: Thing, currency: string | null): PriceReading {
  const kind = readText(specification, 'priceType') ?? ''
  if (hasType(specification, NOT_THE_PRICE) || NOT_THE_PRICE_TYPE.test(kind)) return nothingRead
  const own = readText(specification, 'priceCurrency') ?? currency
  return readRange(specification, own, 'minPrice', 'maxPrice') ?? readAmounts(specification, own, 'price')
}

/** The price without conditions. When there are only conditional prices, they are listed and the price stays open. */
function readSpecifications(offer: Thing, currency: string | null): PriceReading {
  const all = thingsOf(offer, 'priceSpecification').map((one) => ({ one, read: readSpecification(one, currency) }))
  const plain = joinReadings(all.flatMap(({ one, read }) => (isConditional(one) ? [] : [read])))
  if (hasPrice(plain)) return plain
  const { prices, open } = joinReadings(all.map(({ read }) => read))
  return { prices: [], open: [...open, ...prices.map((price) => `${showMoney(price)} under conditions`)], unread: [] }
}

const hasPrice = ({ prices, open }: PriceReading) => prices.length > 0 || open.length > 0

/** The prices of one Offer or AggregateOffer. `currency` is the page's only currency, for an offer that names none. */
export function readOffer(offer: Thing, currency: string | null, depth = 0): PriceReading {
  const own = readText(offer, 'priceCurrency') ?? currency
  const plain = readAmounts(offer, own, 'price')
  const range = readRange(offer, own, 'lowPrice', 'highPrice')
  if (range) return hasPrice(range) ? joinReadings([range, { ...plain, unread: [] }]) : plain
  if (hasPrice(plain)) return plain
  const specified = readSpecifications(offer, own)
  if (hasPrice(specified) || depth > 2) return joinReadings([specified, plain])
  return joinReadings([plain, ...thingsOf(offer, 'offers').map((one) => readOffer(one, own, depth + 1))])
}
