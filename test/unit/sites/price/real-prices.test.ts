import { readFileSync } from 'node:fs'
import { findSign } from '@edgesweep/sites/price/find-sign.ts'
import { parsePrice } from '@edgesweep/sites/price/parse-price.ts'
import { readAmount } from '@edgesweep/sites/price/read-amount.ts'
import { splitPrice } from '@edgesweep/sites/price/split-price.ts'
import { describe, expect, test } from 'vitest'
import { realFolder } from '../../../support/real-folder.ts'

interface Case {
  text: string
  currency_hint: string | null
  amount: string | null
  currency: string | null
}

const folder = realFolder('prices')
const cases: Case[] = folder ? JSON.parse(readFileSync(`${folder}/cases.json`, 'utf8')) : []

/** Prices whose first amount or currency sign differs from the table's, with the reason. */
const OTHER_AMOUNT: Record<string, string> = {
  'Free!': 'a word is a price only with a currency, so it is not split into an amount and a sign',
  '$..75': 'two dots before the digits: garbled, not 75 cents',
  '$.75,333': 'groups of two and three digits: garbled, not 75333',
  '$.750.30': 'two decimal dots: garbled, not 750.30',
}

/** Prices that are `unparsed` although their currency is known, with the reason. */
const NOT_READ: Record<string, string> = {
  '34.992001': 'a fraction of a penny cannot be paid',
  '29.1583': 'a fraction of a penny cannot be paid',
  '399 167.00 руб 420 176.16 руб': 'two prices: either could be the old one',
  '6,000.00 руб. 5,500.00 руб.': 'two prices: either could be the old one',
  '3,49 zł 1,75 zł': 'two prices: either could be the old one',
  '841,00 zł – 995,00 zł': 'a range',
  'Vanaf € 49.95': 'a lower bound',
  'PTE 120 000 000': 'the escudo was withdrawn from ISO 4217',
  'DEM 170 000': 'the mark was withdrawn from ISO 4217',
  '₤1700.': 'the lira sign: the lira was withdrawn',
  '13800 ₶': 'the livre tournois was withdrawn',
  '$..75': 'garbled',
  '$.75,333': 'garbled',
  '$.750.30': 'garbled',
}

const plain = (decimal: string | null) => decimal?.replace(/(\.\d*?)0+$/, '$1').replace(/\.$/, '') ?? null

const firstOf = ({ text, currency_hint }: Case) => {
  const [first] = splitPrice(text) ?? []
  const sign = first?.signs[0] ?? (currency_hint ? findSign(currency_hint) : null)
  return { amount: first ? readAmount(first.token, sign?.alone ?? null, 'text') : null, sign: sign?.codes ?? null }
}

describe.skipIf(!folder)('199 prices from the web', () => {
  test("the first amount and sign equal the table's except for four listed prices", () => {
    const differing = cases.filter((one) => {
      const { amount, sign } = firstOf(one)
      const expected = one.currency ? (findSign(one.currency)?.codes ?? null) : null
      return plain(amount) !== plain(one.amount) || JSON.stringify(sign) !== JSON.stringify(expected)
    })
    expect(differing.map(({ text }) => text)).toEqual(Object.keys(OTHER_AMOUNT))
    expect(cases.length - differing.length).toBe(195)
  })

  test('every price whose currency is known is exact or listed as unreadable', () => {
    const unread = cases.filter((one) => {
      if (one.currency === null || one.amount === null) return false
      const sign = findSign(one.currency)
      const currency = sign?.alone ?? sign?.codes[0] ?? one.currency
      const field = parsePrice(one.text, { currency })
      if (field.state !== 'found') return true
      const digits = { VND: 0, KRW: 0, JPY: 0, KWD: 3, OMR: 3 }[currency] ?? 2
      expect(field.value, one.text).toEqual({ minor: Math.round(Number(one.amount) * 10 ** digits), currency })
      return false
    })
    expect(unread.map(({ text }) => text).toSorted()).toEqual(Object.keys(NOT_READ).toSorted())
  })

  test('no price is found when the currency is unknown', () => {
    const found = cases.filter(({ currency, text }) => currency === null && parsePrice(text).state === 'found')
    expect(found).toEqual([])
  })
})
