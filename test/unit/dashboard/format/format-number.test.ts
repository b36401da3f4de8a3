import { ordinal } from '@edgesweep/dashboard/src/format/format-number.ts'
import { expect, test } from 'vitest'

test.each([
  [1, '1st'],
  [12, '12th'],
  [22, '22nd'],
  [113, '113th'],
  [24_993, '24,993rd'],
])('the ordinal of %i is %s', (place, shown) => {
  expect(ordinal(place)).toBe(shown)
})
