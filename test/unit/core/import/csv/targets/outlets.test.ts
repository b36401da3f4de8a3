import { outletsTarget } from '@edgesweep/core/import/csv/targets/outlets.ts'
import { expect, test } from 'vitest'
import { readAllCsv } from '../../../../../support/read-all-csv.ts'

const target = outletsTarget(['127.0.0.1:8788'])
const read = (...lines: string[]) => readAllCsv(lines.join('\n'), target)
const url = 'https://shop.example.com/menu'

test('missing and empty cells get the defaults', async () => {
  const file = ['name,site,url,interval_seconds', `Noodle bar,schema-org,${url},`]
  expect((await read(...file)).rows).toEqual([
    { line: 2, cells: ['schema-org', url, 'Noodle bar', '', 'UTC', '3600', 'true'] },
  ])
})

test('a file can set every column of an outlet', async () => {
  const options = { item: 'li', fields: { key: { attr: 'id' }, name: { css: 'b' } } }
  const cell = `"${JSON.stringify(options).replaceAll('"', '""')}"`
  const { rows, rejects } = await read(
    'site,url,name,options,timezone,interval_seconds,enabled',
    `selectors,http://127.0.0.1:8788/x,Town,${cell},Europe/Vienna,600,FALSE`,
  )
  expect(rejects).toEqual([])
  expect(rows[0]!.cells).toEqual([
    'selectors',
    'http://127.0.0.1:8788/x',
    'Town',
    JSON.stringify(options),
    'Europe/Vienna',
    '600',
    'false',
  ])
})

test.each([
  ['an unknown site', `no-site,${url},x,,,,`, /^site: there is no site "no-site"; these sites read outlets: /],
  ['a site for pages alone', `ad-creative,${url},x,,,,`, /^site: the site "ad-creative" cannot read outlets; these /],
  ['a private address', 'schema-org,http://10.0.0.1/,x,,,,', /^url: the address is not on the public internet/],
  ['no URL', 'schema-org,shop,x,,,,', /^url: must be an http or https URL/],
  ['no name', `schema-org,${url},,,,,`, /^name: /],
  ['options that are not JSON', `selectors,${url},x,{,,,`, /^options: this is not JSON/],
  ['options that the site refuses', `selectors,${url},x,{},,,`, /^options: /],
  ['an unknown time zone', `schema-org,${url},x,,Mars/Base,,`, /^timezone: must be an IANA time zone/],
  ['an interval that is too short', `schema-org,${url},x,,,5,`, /^interval_seconds: /],
  ['an interval that is not a number', `schema-org,${url},x,,,often,`, /^interval_seconds: /],
  ['enabled that is neither true nor false', `schema-org,${url},x,,,,maybe`, /^enabled: /],
])("a row with %s is rejected with the column's name", async (_, line, reason) => {
  const { rows, rejects } = await read('site,url,name,options,timezone,interval_seconds,enabled', line)
  expect(rows).toEqual([])
  expect(rejects[0]!.reason).toMatch(reason)
})
