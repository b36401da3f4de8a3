import { findOffers } from '@edgesweep/infra/demo-town/machine/find-offers.ts'
import { expect, test } from 'vitest'

test('offers depend only on seed, term and ZIP code', () => {
  expect(findOffers(1, 'Whole  milk ', '10001')).toEqual(findOffers(1, 'whole milk', '10001'))
  expect(findOffers(2, 'whole milk', '10001')).not.toEqual(findOffers(1, 'whole milk', '10001'))
})

test('offers near another ZIP code differ in prices, stores and titles', () => {
  const near = findOffers(1, 'milk', '10001')
  const far = findOffers(1, 'milk', '94103')
  const of = (key: 'minor' | 'store' | 'title') => [near, far].map((offers) => offers.map((offer) => offer[key]))
  for (const key of ['minor', 'store', 'title'] as const) expect(of(key)[0]).not.toEqual(of(key)[1])
})

test('a term has 6 to 14 offers, and some of them lack rating, image or shipping', () => {
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

test('a term without a letter or digit has no offers', () => {
  expect(findOffers(1, '!?', '10001')).toEqual([])
})
