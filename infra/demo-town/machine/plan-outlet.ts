import { hash, pick } from './hash.ts'
import { farPlaces, homePlaces, type Place } from './places.ts'
import { nameWords, type Trade, trades } from './trades.ts'

/** The ways in which an outlet serves its items. The manner is also the first segment of its path. */
const manners = ['json-ld', 'scripted', 'microdata'] as const

export type Manner = (typeof manners)[number]

export interface ItemPlan {
  /** The SKU. It is unique in the town and never changes. */
  key: string
  name: string
  /** The base price in minor units of the outlet's currency. */
  base: number
  /** Whether the item is listed only at times. */
  seasonal: boolean
  /** The hash from which its changes are computed. */
  bits: number
}

/** The constant part of an outlet. */
export interface OutletPlan {
  index: number
  slug: string
  name: string
  manner: Manner
  trade: Trade
  place: Place
  items: ItemPlan[]
  bits: number
}

const seasonalItems = 5

/**
 * The plan of outlet `index` (from 0) in the town of `seed`. It does not depend on the size of the town.
 * @param moreItems the number of additional items
 */
export function planOutlet(seed: number, index: number, moreItems: number): OutletPlan {
  const bits = hash(seed, 101, index)
  const trade = pick(trades, hash(bits, 1))
  const name = `${pick(nameWords, hash(bits, 2))} ${trade.label}`
  return {
    index,
    slug: `${name.toLowerCase().replaceAll(' ', '-')}-${index + 1}`,
    name,
    manner: manners[index % manners.length]!,
    trade,
    place: placeOf(index, bits),
    items: planItems(index, bits, trade, placeOf(index, bits), moreItems),
    bits,
  }
}

/** Outlets come in groups of three, one for each manner. Every fifth group is abroad, so that each manner occurs with each currency. */
function placeOf(index: number, bits: number): Place {
  const group = Math.floor(index / manners.length)
  return group % 5 === 1 ? farPlaces[Math.floor(group / 5) % farPlaces.length]! : pick(homePlaces, hash(bits, 3))
}

function planItems(index: number, bits: number, trade: Trade, place: Place, more: number): ItemPlan[] {
  const kinds = trade.variants.length * trade.goods.length
  const count = 12 + seasonalItems + (hash(bits, 4) % 14) + more
  const first = hash(bits, 5) % kinds
  return Array.from({ length: count }, (_, slot) => {
    const kind = (first + slot * 11) % kinds
    const variant = trade.variants[kind % trade.variants.length]!
    const [good, cents] = trade.goods[Math.floor(kind / trade.variants.length)]!
    const itemBits = hash(bits, 6, slot)
    return {
      key: `${trade.code}${index + 1}-${String(slot + 1).padStart(2, '0')}`,
      name: `${variant} ${good}`,
      base: Math.round(cents * place.notation.perCent * (0.9 + (itemBits % 21) / 100)),
      seasonal: slot % 3 === 1 && slot < seasonalItems * 3,
      bits: itemBits,
    }
  })
}
