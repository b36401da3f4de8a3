import { addressOf, placeAt } from '@edgesweep/dashboard/src/parts/view.ts'
import { expect, test } from 'vitest'

test.each([
  ['#outlet/%', { show: 'outlet', id: '%' }],
  ['#job/%E0%A4%A', { show: 'job', id: '%E0%A4%A' }],
  ['#%', null],
  ['#outlet/out%5F1', { show: 'outlet', id: 'out_1' }],
  [addressOf.sweep('a/b %'), { show: 'sweep', id: 'a/b %' }],
  ['', null],
])('the address %s names a place', (fragment, view) => {
  expect(placeAt(fragment)).toEqual({ page: 'overview', view })
})
