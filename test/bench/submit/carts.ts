import { findOffers } from '@edgesweep/infra/demo-town/machine/find-offers.ts'

const words = ['milk', 'eggs', 'bread', 'butter', 'rice', 'tea', 'salt', 'apples', 'honey', 'flour']
const zipcode = '10001'
const townSeed = 1

/** A cart of a burst. Its first term is unique, so that the town can count its searches. */
export interface Cart {
  terms: string[]
  /** The JSON body of its request. */
  body: string
  idempotencyKey: string
}

/**
 * Different carts, numbered from `from`. The same name gives the same carts.
 * @param terms terms per cart
 */
export function planCarts(burst: string, count: number, { from = 0, terms = 1 } = {}): Cart[] {
  return Array.from({ length: count }, (_, index) => {
    const n = from + index
    const items = Array.from(
      { length: terms },
      (_each, k) => `${words[(n + k) % words.length]} ${burst}${n}${k ? `x${k}` : ''}`,
    )
    return {
      terms: items,
      body: JSON.stringify({ kind: 'cart', items, zipcode, metadata: { burst } }),
      idempotencyKey: `${burst}-${n}`,
    }
  })
}

/** The town's offers for a term, in page order. */
export const offersFor = (term: string): Array<{ title: string; minor: number }> =>
  findOffers(townSeed, term, zipcode).map(({ title, minor }) => ({ title, minor }))

/** The path of the town's search for a term. */
export const searchPathOf = (term: string): string => `/search?${new URLSearchParams({ q: term, zip: zipcode })}`
