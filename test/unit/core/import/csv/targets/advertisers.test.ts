import { advertisersTarget } from '@edgesweep/core/import/csv/targets/advertisers.ts'
import { describe, expect, test } from 'vitest'
import { readAllCsv } from '../../../../../support/read-all-csv.ts'

const read = (...lines: string[]) => readAllCsv(lines.join('\n'), advertisersTarget)
const rowOf = async (header: string, line: string) => {
  const { rows, rejects } = await read(header, line)
  return rows[0]?.cells ?? rejects[0]?.reason
}

test('a file needs only ids and names', async () => {
  expect(await rowOf('advertiser_name,advertiser_id', ' Ärzte & Söhne  GmbH , A1 ')).toEqual([
    'A1',
    'Ärzte & Söhne  GmbH',
    'ärzte söhne gmbh',
    '',
  ])
})

test.each([
  ['Acme, Inc.', 'acme inc'],
  ['ＡＣＭＥ　①', 'acme 1'],
  ['日本・株式会社', '日本 株式会社'],
  ['  The  “Shop”—now! ', 'the shop now'],
  ['हिन्दी', 'हिन्दी'],
  ['!!!', '!!!'],
])('the name %j is normalised to %j', async (name, normalised) => {
  const cells = await rowOf('advertiser_id,advertiser_name', `1,"${name}"`)
  expect(cells?.[2]).toBe(normalised)
})

test('a normalised name in the file is kept', async () => {
  const header = 'advertiser_id,advertiser_name,advertiser_name_normalized'
  expect((await rowOf(header, '1,Acme Inc,ACME'))?.[2]).toBe('ACME')
  expect((await rowOf(header, '1,Acme Inc, '))?.[2]).toBe('acme inc')
})

test.each([
  ['de', 'DE'],
  ['Viet Nam', 'Viet Nam'],
  ['', ''],
  ['日本', '日本'],
])('the country %j becomes %j', async (country, kept) => {
  expect((await rowOf('advertiser_id,advertiser_name,country', `1,x,${country}`))?.[3]).toBe(kept)
})

describe('a row is rejected', () => {
  const long = (length: number) => 'x'.repeat(length)
  test.each([
    ['an empty id', ' ,x,', 'advertiser_id is empty'],
    ['an empty name', '1, ,', 'advertiser_name is empty'],
    ['a long id', `${long(201)},x,`, 'advertiser_id is longer than 200 characters'],
    ['a long name', `1,${long(501)},`, 'advertiser_name is longer than 500 characters'],
    ['a name that is long when normalised', `1,${'\uFDFA'.repeat(40)},`, /^advertiser_name_normalized is longer/],
    ['a long country', `1,x,${long(101)}`, 'country is longer than 100 characters'],
  ])('a row with %s is rejected', async (_, line, reason) => {
    const { rows, rejects } = await read('advertiser_id,advertiser_name,country', line)
    expect(rows).toEqual([])
    expect(rejects).toMatchObject([{ line: 2, row: line, reason: expect.stringMatching(reason) }])
  })
})
