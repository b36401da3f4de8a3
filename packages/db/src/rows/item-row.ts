import { getTableColumns } from 'drizzle-orm'
import { items } from '../schema/items.ts'

export type StoredAvailability = 'in_stock' | 'out_of_stock' | 'preorder' | 'discontinued'

/** An item as a page lists it. */
export interface ObservedItem {
  /** Identifies the item within its outlet; if two items have the same key, the first is kept. */
  key: string
  name: string
  /** In the currency's minor unit; null together with `currency` when the page gave none that could be read. */
  priceMinor: number | null
  currency: string | null
  availability: StoredAvailability | null
  url: string | null
  imageUrl: string | null
}

const { id: _, outletId: __, key: ___, firstSeenAt: ____, changedAt: _____, ...state } = getTableColumns(items)

/** The columns of `items` that an extraction may change, by the names of an `ItemState`. */
export const itemStateColumns = state

/** An item as last observed, the values that its events announced last, and the number of later observations that differ from them. */
export type ItemState = Pick<typeof items.$inferSelect, keyof typeof itemStateColumns>

export interface StoredItem extends ItemState {
  id: string
  key: string
}
