import type { KindAbout } from '@edgesweep/db/event-kinds.ts'
import type { ItemEvent } from '@edgesweep/db/queries/item/write-extraction.ts'
import type { ItemState, ObservedItem, StoredAvailability } from '@edgesweep/db/rows/item-row.ts'

/** An observed item and its stored state. */
export interface ItemPair {
  was: ItemState & { key: string }
  /** The item as on the page; null when the page does not list it. */
  now: ObservedItem | null
}

/** The changes that the observation confirms. `isTurn`: the item appeared or disappeared. */
interface Verdict extends ItemPair {
  /** The new stored state of the item. */
  item: ObservedItem
  isTurn: boolean
  isPriceNews: boolean
  isStockNews: boolean
}

type Sides = Pick<ItemEvent, 'old' | 'new'>

/** The state of an item before its first observation, which sets the name. In an outlet's baseline the item counts as announced. */
export const newItem = (key: string, isBaseline: boolean): ItemPair['was'] => ({
  key,
  name: '',
  priceMinor: null,
  currency: null,
  availability: null,
  url: null,
  imageUrl: null,
  listed: false,
  announcedListed: isBaseline,
  announcedPriceMinor: null,
  announcedCurrency: null,
  announcedAvailability: null,
  nextPriceMinor: null,
  nextCurrency: null,
  listedSeen: 0,
  priceSeen: 0,
  stockSeen: 0,
})

const hasStock = (availability: StoredAvailability): boolean =>
  availability === 'in_stock' || availability === 'preorder'

/** A price as events and differences show it; null when none was read. `minor`: in the currency's minor unit. */
export const priceOf = (minor: number | null, currency: string | null) => (minor === null ? null : { minor, currency })
const announcedPrice = ({ was }: Verdict) => priceOf(was.announcedPriceMinor, was.announcedCurrency)

/** The details of each kind of event; null when the observation does not confirm such a change. */
const reports: Record<KindAbout<'item'>, (verdict: Verdict) => Sides | null> = {
  'item.added': ({ isTurn, now, item: { name, priceMinor, currency, availability } }) =>
    isTurn && now ? { old: null, new: { name, price: priceOf(priceMinor, currency), availability } } : null,
  'item.removed': (verdict) => {
    const { isTurn, now, item, was } = verdict
    if (!isTurn || now) return null
    return {
      old: { name: item.name, price: announcedPrice(verdict), availability: was.announcedAvailability },
      new: null,
    }
  },
  'item.price_changed': (verdict) => {
    const { isPriceNews, item } = verdict
    if (!isPriceNews) return null
    return { old: { price: announcedPrice(verdict) }, new: { price: priceOf(item.priceMinor, item.currency) } }
  },
  'item.out_of_stock': (verdict) => stockTurn(verdict, false),
  'item.back_in_stock': (verdict) => stockTurn(verdict, true),
}
const reported = Object.entries(reports) as Array<[KindAbout<'item'>, (verdict: Verdict) => Sides | null]>

function stockTurn({ isStockNews, item: { availability }, was }: Verdict, isInStock: boolean): Sides | null {
  if (!isStockNews || hasStock(availability!) !== isInStock) return null
  return { old: { availability: was.announcedAvailability }, new: { availability } }
}

/**
 * Judges one item: its new state, and the events that `confirmations` observations in a row confirm. Listing, price and stock are
 * counted separately. A page without a price or an availability leaves that count unchanged. Before the item itself is announced, its
 * first known price and availability count as announced.
 */
export function judgeItem({ was, now }: ItemPair, confirmations: number): { state: ItemState; events: ItemEvent[] } {
  const item = now ?? was
  const [hasPrice, hasAvailability] = [now?.priceMinor != null, now?.availability != null]
  const seen = countsOf({ was, now })
  const verdict: Verdict = {
    was,
    now,
    item,
    isTurn: seen.listed >= confirmations,
    isPriceNews: hasPrice && seen.price >= confirmations,
    isStockNews: hasAvailability && seen.stock >= confirmations,
  }
  const { isTurn, isPriceNews, isStockNews } = verdict
  const isGone = isTurn && !now
  const priceWaits = seen.price > 0 && !isPriceNews && !isGone
  const stockWaits = seen.stock > 0 && !isStockNews && !isGone
  const takesPrice = hasPrice && (seen.price === 0 || isPriceNews)
  const takesStock = hasAvailability && (seen.stock === 0 || isStockNews)
  const waiting = hasPrice ? item : { priceMinor: was.nextPriceMinor, currency: was.nextCurrency }
  const { name, priceMinor, currency, availability, url, imageUrl } = item
  return {
    state: {
      name,
      priceMinor,
      currency,
      availability,
      url,
      imageUrl,
      listed: now !== null,
      announcedListed: isTurn ? now !== null : was.announcedListed,
      announcedPriceMinor: takesPrice ? priceMinor : was.announcedPriceMinor,
      announcedCurrency: takesPrice ? currency : was.announcedCurrency,
      announcedAvailability: takesStock ? availability : was.announcedAvailability,
      nextPriceMinor: priceWaits ? waiting.priceMinor : null,
      nextCurrency: priceWaits ? waiting.currency : null,
      listedSeen: isTurn ? 0 : seen.listed,
      priceSeen: priceWaits ? seen.price : 0,
      stockSeen: stockWaits ? seen.stock : 0,
    },
    events: reported.flatMap(([kind, report]) => {
      const sides = report(verdict)
      return sides ? [{ kind, key: was.key, ...sides }] : []
    }),
  }
}

/** The number of observations in a row, including this one, in which listing, price and stock differed from the announced ones. */
function countsOf({ was, now }: ItemPair): { listed: number; price: number; stock: number } {
  const listed = (now !== null) === was.announcedListed ? 0 : was.listedSeen + 1
  if (!was.announcedListed) return { listed, price: 0, stock: 0 }
  return { listed, price: priceCount(was, now), stock: stockCount(was, now?.availability ?? null) }
}

function priceCount(was: ItemState, now: ObservedItem | null): number {
  if (now?.priceMinor == null) return was.priceSeen
  if (was.announcedPriceMinor === null) return 0
  const is = (minor: number | null, currency: string | null) => now.priceMinor === minor && now.currency === currency
  if (is(was.announcedPriceMinor, was.announcedCurrency)) return 0
  return is(was.nextPriceMinor, was.nextCurrency) ? was.priceSeen + 1 : 1
}

function stockCount(was: ItemState, availability: StoredAvailability | null): number {
  if (availability === null) return was.stockSeen
  if (was.announcedAvailability === null) return 0
  return hasStock(availability) === hasStock(was.announcedAvailability) ? 0 : was.stockSeen + 1
}
