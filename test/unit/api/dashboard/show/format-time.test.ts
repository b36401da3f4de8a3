import { expect, test } from 'vitest'
import { countdown } from '../../../../../apps/api/dashboard/show/format-time.ts'

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
