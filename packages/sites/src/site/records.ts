import type { Field } from './field.ts'

/** An exact amount. `minor` counts the currency's minor unit (cents; for JPY or VND the unit itself); `currency` is ISO 4217. */
export interface Money {
  minor: number
  currency: string
}

export type Availability = 'in_stock' | 'out_of_stock' | 'preorder' | 'discontinued'

/** Something an outlet sells. `key` identifies it within its outlet and stays the same from sweep to sweep. */
export interface ItemRecord {
  key: string
  name: string
  price: Field<Money>
  availability: Field<Availability>
  url: Field<string>
  image: Field<string>
}

/** The result of the scan phase: whether the outlet takes orders now. */
export interface PlatformStatusRecord {
  online: Field<boolean>
}

/** One offer found by a search for a term near a ZIP code. */
export interface OfferRecord {
  title: string
  price: Field<Money>
  store: Field<string>
  url: Field<string>
  image: Field<string>
  rating: Field<number>
  shipping: Field<string>
}

/** A single product, restaurant or menu page. */
export interface PageRecord {
  name: Field<string>
  price: Field<Money>
  availability: Field<Availability>
  url: Field<string>
  image: Field<string>
  brand: Field<string>
  /** The items when the page lists several, such as a menu or a category. */
  items: ItemRecord[]
}
