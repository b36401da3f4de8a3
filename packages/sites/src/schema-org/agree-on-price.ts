import { type Field, found, missing, unparsed } from '../site/field.ts'
import type { Money } from '../site/records.ts'
import { type PriceReading, showMoney } from './price-reading.ts'

/**
 * The page's price from all sources, Open Graph first. Sources that state the same currency must agree, otherwise one is stale
 * and the price is `unparsed`. Other currencies are conversions for the visitor. `listPrice` is the price before a
 * reduction, so a source that repeats it does not contradict the reduced price.
 */
export function agreeOnPrice(readings: PriceReading[], listPrice: Money | null): Field<Money> {
  const stated = readings.flatMap(({ prices }) => prices)
  const reduced = stated.some(
    (price) => listPrice !== null && price.currency === listPrice.currency && price.minor < listPrice.minor,
  )
  const isList = (price: Money) => reduced && price.currency === listPrice?.currency && price.minor === listPrice.minor
  const kept = readings.map((reading) => ({ ...reading, prices: reading.prices.filter((price) => !isList(price)) }))
  const priced = kept.filter(({ prices }) => prices.length > 0)
  const first = priced[0]?.prices[0]
  const rival = priced
    .flatMap(({ prices }) => prices)
    .find((price) => price.currency === first?.currency && price.minor !== first.minor)
  const doubtful = kept.some(
    ({ prices, open, unread }) => open.length > 0 || prices.length > 1 || (prices.length > 0 && unread.length > 0),
  )
  if (first && !rival && !doubtful) return found(first)
  const raw = [...new Set(kept.flatMap(({ prices, open, unread }) => [...prices.map(showMoney), ...open, ...unread]))]
  return raw.length > 0 ? unparsed(raw.join(' | ')) : missing
}
