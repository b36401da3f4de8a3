import { type CurrencySign, signAtEnd, signAtStart } from './find-sign.ts'
import { plainDigits } from './plain-digits.ts'

/** An amount as written, with the currencies written next to it. */
export interface WrittenPrice {
  token: string
  signs: CurrencySign[]
}

/** A separator counts when a digit follows, a space only before three digits. The dot that ends `Rs.` or `S/.` does not count. */
const AMOUNT = /(?<![\p{L}/])[.,]*\d+(?:['’´`٬٫.,]+\d+| \d{3}(?!\d))*|\d+(?:['’´`٬٫.,]+\d+| \d{3}(?!\d))*/gu

/** `119. 95`: markup separated the fraction. It is recognisable only right after a currency. */
const APART = /(\p{Sc} ?\d+[.,]) (\d{2})(?!\d)/gu

const ASIDE = /\([^()]*\)|\[[^[\]]*\]/g
const PERCENT = /[-−+]?\d+(?:[.,]\d+)? ?%/g
const PER_UNIT = /(?<!S)\/ ?[\d.,]* ?\p{L}+/gu
const MULTIPLIED =
  /^ ?(?:k|K|m|M|mn|mio|Mio|mln|bn|тыс|млн|千|万|萬|億|亿|천|만|억|lakhs?|lacs?|crores?|cr|tr|triệu|rb|ribu|jt|juta)(?![\p{L}])|^ ?[万萬億亿천만억千]/u

/**
 * The prices in a text, in order. Leaves out text in parentheses, percentages and units (`/100 g`). Null when the text has
 * an amount that is negative or shortened (`45k`, `1.2 Mio`).
 */
export function splitPrice(text: string): WrittenPrice[] | null {
  const plain = plainDigits(text).replace(APART, '$1$2').replace(PERCENT, ' ')
  const outside = plain.replace(ASIDE, ' ').replace(PER_UNIT, ' ')
  const read = /\d/.test(outside) ? outside : plain
  const matches = [...read.matchAll(AMOUNT)]
  const prices: WrittenPrice[] = []
  for (const [n, match] of matches.entries()) {
    const end = match.index + match[0].length
    const before = read.slice(n === 0 ? 0 : endOf(matches[n - 1]), match.index)
    const after = read.slice(end, matches[n + 1]?.index)
    if (MULTIPLIED.test(after) || /(?:^|\s|\p{Sc})[-−]$/u.test(before)) return null
    const signs = [signAtEnd(before), signAtStart(after)]
    prices.push({ token: match[0], signs: signs.filter((sign) => sign !== null) })
  }
  return prices
}

const endOf = (match: RegExpExecArray | undefined) => (match ? match.index + match[0].length : 0)
