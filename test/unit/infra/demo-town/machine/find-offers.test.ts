import { findOffers } from '@edgesweep/infra/demo-town/machine/find-offers.ts'
import { expect, test } from 'vitest'

test('offers depend on seed, term and ZIP alone', () => {
  expect(findOffers(1, 'Whole  milk ', '10001')).toEqual(findOffers(1, 'whole milk', '10001'))
  expect(findOffers(2, 'whole milk', '10001')).not.toEqual(findOffers(1, 'whole milk', '10001'))
})

test('another ZIP has other prices, other stores and another set of offers', () => {
  const near = findOffers(1, 'milk', '10001')
  const far = findOffers(1, 'milk', '94103')
  const of = (key: 'minor' | 'store' | 'title') => [near, far].map((offers) => offers.map((offer) => offer[key]))
  for (const key of ['minor', 'store', 'title'] as const) expect(of(key)[0]).not.toEqual(of(key)[1])
})

test('a term has 6 to 14 offers, of which some say neither rating, image nor shipping', () => {
  const terms = ['milk', 'eggs', 'bread', 'coffee', 'rice']
  const found = terms.map((term) => findOffers(1, term, '10001'))
  for (const offers of found) {
    expect(offers.length).toBeGreaterThanOrEqual(6)
    expect(offers.length).toBeLessThanOrEqual(14)
    for (const { minor } of offers) expect(Number.isSafeInteger(minor) && minor > 0).toBe(true)
  }
  for (const key of ['rating', 'image', 'shipping'] as const) {
    expect(found.flat().some((offer) => offer[key] === null)).toBe(true)
    expect(found.flat().some((offer) => offer[key] !== null)).toBe(true)
  }
})

test('a term without a letter or digit finds nothing', () => {
  expect(findOffers(1, '!?', '10001')).toEqual([])
})
