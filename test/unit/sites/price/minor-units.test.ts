import { currencyDigits, toMinor } from '@edgesweep/sites/price/minor-units.ts'
import { expect, test } from 'vitest'

test.each([
  ['12.5', 2, 1250],
  ['0.1', 2, 10],
  ['1299', 0, 1299],
  ['1299.00', 0, 1299],
  ['0.001', 3, 1],
  ['90071992547409.91', 2, 9007199254740991],
  ['90071992547409.92', 2, null],
  ['1.005', 2, null],
])('%s with %i digits is %s minor units', (decimal, digits, expected) => {
  expect(toMinor(decimal, digits)).toBe(expected)
})

test.each([
  ['USD', 2],
  ['JPY', 0],
  ['KWD', 3],
  ['CLF', 4],
  ['MGA', 2],
  ['XCG', 2],
  ['XOF', 0],
  ['XAU', null],
  ['XXX', null],
  ['DEM', null],
])('the minor unit of %s has %s digits by ISO 4217', (code, digits) => {
  expect(currencyDigits(code)).toBe(digits)
})
