import { type Field, found, missing, unparsed } from '../site/field.ts'
import type { Money } from '../site/records.ts'
import { spend } from '../site/work-budget.ts'

/**
 * All that a source states about a price. `open`: ranges and bounds that leave the price open (`from 35 USD`, `43–66 EUR`).
 * `unread`: texts in a price's place that could not be parsed.
 */
export interface PriceReading {
  prices: Money[]
  open: string[]
  unread: string[]
}

export const nothingRead: PriceReading = { prices: [], open: [], unread: [] }

/** The first price of each amount and currency. */
const distinct = (prices: Money[]): Money[] =>
  [...new Map(prices.toReversed().map((price) => [`${price.minor} ${price.currency}`, price])).values()].reverse()

export function joinReadings(readings: PriceReading[]): PriceReading {
  spend(30 * readings.length)
  return {
    prices: distinct(readings.flatMap(({ prices }) => prices)),
    open: readings.flatMap(({ open }) => open),
    unread: readings.flatMap(({ unread }) => unread),
  }
}

export const showMoney = ({ minor, currency }: Money): string => `${minor} minor ${currency}`

/** The price when there is exactly one, and no range, bound or unparsed text contradicts it. */
export function settlePrice({ prices, open, unread }: PriceReading): Field<Money> {
  const [only] = prices
  if (only && prices.length === 1 && open.length === 0 && unread.length === 0) return found(only)
  const all = [...open, ...prices.map(showMoney), ...unread]
  return all.length === 0 ? missing : unparsed(all.join(' | '))
}
