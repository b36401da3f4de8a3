import { countdown } from '@edgesweep/dashboard/src/format/format-time.ts'
import { expect, test } from 'vitest'

test.each([
  [-5_000, 'any moment'],
  [0, 'any moment'],
  [400, '1 s'],
  [99_000, '99 s'],
  [100_000, '1:40 min'],
  [247_000, '4:07 min'],
  [7_200_000, '2 h'],
])('%i ms are left: %s', (ms, shown) => {
  expect(countdown(ms)).toBe(shown)
})
