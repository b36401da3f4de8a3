import { moneyText } from '@edgesweep/dashboard/src/format/format-money.ts'
import { expect, test } from 'vitest'

const digitsOf = (minor: number, currency: string) => moneyText({ minor, currency }).replaceAll(/[^\d.]/g, '')

test.each([
  ['USD', '1234.56'],
  ['JPY', '123456'],
  ['KWD', '123.456'],
  // Cash in RSD has no decimals, but its prices do.
  ['RSD', '1234.56'],
])('123456 minor units of %s are shown as %s', (currency, shown) => {
  expect(digitsOf(123_456, currency)).toBe(shown)
})

test('an amount in an unknown currency is shown in minor units', () => {
  expect(moneyText({ minor: 5, currency: 'XXX' })).toBe('5 XXX')
})

test('a missing price is shown as a dash', () => {
  expect(moneyText(null)).toBe('–')
})
