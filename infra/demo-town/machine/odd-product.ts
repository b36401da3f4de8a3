import { hash, pick } from './hash.ts'
import { nameWords, trades } from './trades.ts'

/** The product of `/odd/shop/:n` and `/odd/half/:n`. It depends only on the number. */
export interface OddProduct {
  sku: string
  name: string
  /** US cents. */
  minor: number
}

/** The highest number of an odd page; the lowest is 0. */
export const lastOddNumber = 999_999_999

/** The product of page `number`. Its price is $1.99 to $201.98. */
export function oddProduct(number: number): OddProduct {
  const bits = hash(number, 301)
  const trade = pick(trades, bits)
  const kind = `${pick(trade.variants, hash(bits, 1))} ${pick(trade.goods, hash(bits, 2))[0]}`
  return {
    sku: `ODD-${number}`,
    name: `${pick(nameWords, hash(bits, 3))} ${kind}`,
    minor: 199 + (hash(bits, 4) % 20_000),
  }
}

/** The ten dishes of `/odd/menu/:n`, in the order listed. */
export function oddMenu(number: number): OddProduct[] {
  const bits = hash(number, 302)
  const { variants, goods } = pick(trades, bits)
  return Array.from({ length: 10 }, (_, index) => {
    const kind = (bits + index) % (variants.length * goods.length)
    const [good, cents] = goods[Math.floor(kind / variants.length)]!
    return {
      sku: `ODD-${number}-${index + 1}`,
      name: `${variants[kind % variants.length]!} ${good}`,
      minor: Math.round(cents * (0.8 + (hash(bits, index) % 41) / 100)),
    }
  })
}
