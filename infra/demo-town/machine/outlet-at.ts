import { hash } from './hash.ts'
import type { Notation } from './places.ts'
import { type ItemPlan, type Manner, planOutlet } from './plan-outlet.ts'
import { inSpan, periodOf } from './timing.ts'

/** The state of an item at one tick. */
export interface ItemState {
  key: string
  name: string
  /** Minor units of `currency`. */
  minor: number
  /** ISO 4217. */
  currency: string
  availability: 'in_stock' | 'out_of_stock'
}

/** The state of an outlet at one tick. A closed outlet (`online: false`) still lists its whole menu. */
export interface OutletState {
  slug: string
  name: string
  kind: 'restaurant' | 'shop'
  schemaType: string
  manner: Manner
  city: string
  timezone: string
  notation: Notation
  online: boolean
  items: ItemState[]
}

const closing = { every: 160, shortest: 4, longest: 16 }
const sellout = { every: 1800, shortest: 20, longest: 300 }
const absence = { every: 600, shortest: 60, longest: 240 }
const ticksAPrice = 700

/**
 * The state of outlet `index` in the town of `seed` at `tick` (an integer, at least 0). It is computed from the tick alone, so every tick costs the
 * same. About one outlet in twelve changes in a tick.
 */
export function outletAt(seed: number, index: number, tick: number, moreItems = 0): OutletState {
  const { slug, name, manner, trade, place, items, bits } = planOutlet(seed, index, moreItems)
  return {
    slug,
    name,
    kind: trade.kind,
    schemaType: trade.schemaType,
    manner,
    city: place.city,
    timezone: place.timezone,
    notation: place.notation,
    online: !inSpan(hash(bits, 11), tick, closing),
    items: items
      .filter((item) => !item.seasonal || !inSpan(hash(item.bits, 12), tick, absence))
      .map((item) => itemAt(item, tick, place.notation)),
  }
}

function itemAt({ key, name, base, bits }: ItemPlan, tick: number, { currency, step }: Notation): ItemState {
  const period = periodOf(hash(bits, 13), tick, ticksAPrice)
  const factor = 0.85 + (hash(bits, 14, period.number) % 36) / 100
  return {
    key,
    name,
    minor: Math.max(step, Math.round((base * factor) / step) * step),
    currency,
    availability: inSpan(hash(bits, 15), tick, sellout) ? 'out_of_stock' : 'in_stock',
  }
}
