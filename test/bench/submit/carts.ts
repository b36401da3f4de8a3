import { findOffers } from '@edgesweep/infra/demo-town/machine/find-offers.ts'

const words = ['milk', 'eggs', 'bread', 'butter', 'rice', 'tea', 'salt', 'apples', 'honey', 'flour']
const zipcode = '10001'
const townSeed = 1

/** A cart of a burst. Nobody else searches for its first term, so that the town can tell how often it was searched. */
export interface Cart {
  terms: string[]
  /** JSON of the request for it. */
  body: string
  idempotencyKey: string
}

/**
 * Carts from number `from` on; the same for the same name, all different.
 * @param terms in each
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

/** What the town offers for a term, in the order of its page. */
export const offersFor = (term: string): Array<{ title: string; minor: number }> =>
  findOffers(townSeed, term, zipcode).map(({ title, minor }) => ({ title, minor }))

/** The path by which the town is asked for a term. */
export const searchPathOf = (term: string): string => `/search?${new URLSearchParams({ q: term, zip: zipcode })}`
