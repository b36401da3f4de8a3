import { deepEqual, equal } from 'node:assert/strict'
import { parsePrice } from '@edgesweep/sites/price/parse-price.ts'
import type { Case } from './case.ts'

const readings = [
  ['$1,299.00', 'USD', 129900],
  ['1.299,00 €', null, 129900],
  ["CHF 1'049,95", null, 104995],
  ['12,000원', null, 12000],
  ['٤٥٫٥٠ د.إ', null, 4550],
  ['1 234,50 zł', null, 123450],
  ['₫25.000', null, 25000],
] as const

export const priceCases: Case[] = [
  ...readings.map(([text, currency, minor]) => ({
    name: `price: ${text} is read exactly`,
    run() {
      const price = parsePrice(text, { currency })
      equal(price.state === 'found' && price.value.minor, minor)
      return price
    },
  })),
  {
    name: 'price: two amounts are unparsed rather than guessed',
    run: () => deepEqual(parsePrice('$4.00 – $6.00', { currency: 'USD' }).state, 'unparsed'),
  },
]
