import { globSync } from 'node:fs'
import { basename } from 'node:path'
import { findSite, siteNames } from '@edgesweep/sites/find-site.ts'
import { expect, test } from 'vitest'

const folder = new URL('../../../packages/sites/src/', import.meta.url)

test('every listed name finds the site with that name', () => {
  expect(siteNames).toEqual(expect.arrayContaining(['ad-creative', 'demo-town', 'schema-org', 'selectors']))
  expect(siteNames.map((name) => findSite(name)?.name)).toEqual(siteNames)
})

test('the listed sites are those of the files named <site>-site.ts', () => {
  const files = globSync('*/*-site.ts', { cwd: folder })
  expect(siteNames.toSorted()).toEqual(files.map((file) => basename(file, '-site.ts')).sort())
})

test.each(['', 'Schema-Org', 'constructor', '__proto__'])('"%s" finds no site', (name) => {
  expect(findSite(name)).toBeNull()
})
