import { hash, hashText, pick } from './hash.ts'
import { nameWords } from './trades.ts'

/** One offer for a term near a ZIP code. The page leaves out null fields. */
export interface Offer {
  /** Its position in the list, from 1. Its address contains it. */
  number: number
  title: string
  /** US cents. */
  minor: number
  store: string
  image: string | null
  /** Stars, 1.0 to 5.0. */
  rating: number | null
  shipping: string | null
}

const makers = ['Farmhouse', 'Northfield', 'Golden Acre', 'Daily', 'Baker & Sons', 'Simple', 'Evergreen', 'Old Town']
const sizes = ['', ', 12 oz', ', 16 oz', ', 1 lb', ', 32 oz', ', Pack of 2', ', Pack of 6', ', Family Size']
const chains = ['Market', 'Foods', 'Pantry', 'Co-op', 'Superstore', 'Corner Store']
const shippings = ['Free delivery', '$3.99 delivery', 'Free pickup', '$5.99 delivery by 9 PM', 'Free delivery over $35']

/**
 * The 6 to 14 offers for `term` near `zip`; none for a term without a letter or digit. They depend only on the seed, the term (case and spaces are
 * ignored) and the ZIP code, not on the time.
 */
export function findOffers(seed: number, term: string, zip: string): Offer[] {
  const words = term.trim().toLowerCase().split(/\s+/)
  if (!/[\p{L}\p{N}]/u.test(term)) return []
  const product = words.map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join(' ')
  const usual = 150 + (hash(seed, hashText(product), 21) % 1400)
  const area = hash(seed, hashText(zip), 22)
  const bits = hash(area, hashText(product))
  return Array.from({ length: 6 + (bits % 9) }, (_, index) => {
    const own = hash(bits, index)
    const maker = pick(makers, hash(bits, 23) + index)
    return {
      number: index + 1,
      title: `${maker} ${product}${pick(sizes, hash(own, 24))}`,
      minor: Math.round(usual * (0.7 + (hash(own, 25) % 81) / 100)),
      store: storeNear(area, hash(own, 26) % 5),
      image: own % 8 === 0 ? null : `/images/${encodeURIComponent(`${maker} ${product}`)}.svg`,
      rating: own % 5 === 0 ? null : (30 + (hash(own, 27) % 21)) / 10,
      shipping: own % 7 === 0 ? null : pick(shippings, hash(own, 28)),
    }
  })
}

/** Each area has five stores. */
const storeNear = (area: number, store: number): string =>
  `${pick(nameWords, hash(area, 29) + store * 5)} ${pick(chains, hash(area, 30, store))}`
