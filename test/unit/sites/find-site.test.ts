import { findSite, siteNames } from '@edgesweep/sites/find-site.ts'
import { expect, test } from 'vitest'

test('every listed name finds the site with that name', () => {
  expect(siteNames).toEqual(['ad-creative', 'demo-town', 'schema-org', 'selectors'])
  expect(siteNames.map((name) => findSite(name)?.name)).toEqual(siteNames)
})

test.each(['', 'Schema-Org', 'constructor', '__proto__'])('"%s" finds no site', (name) => {
  expect(findSite(name)).toBeNull()
})
