import { expect, test } from 'vitest'
import { histories, judgeTable } from '../../../bench/soak/census.ts'

const mib = 2 ** 20

test('a table without history may not gain rows, and a history may', () => {
  expect(judgeTable('staged_advertisers', { rows: 0, bytes: 0 }, { rows: 500, bytes: 8_192 })).toContain('500 rows')
  expect(judgeTable('items', { rows: 200, bytes: mib }, { rows: 210, bytes: mib })).toBeNull()
  for (const name of Object.keys(histories))
    expect(judgeTable(name, { rows: 200, bytes: mib }, { rows: 2_000, bytes: 10 * mib })).toBeNull()
})

test('a table whose dead rows stay is found, whether it gains rows or not', () => {
  expect(judgeTable('items', { rows: 200, bytes: mib }, { rows: 200, bytes: 4 * mib })).toContain('items has')
  expect(judgeTable('jobs', { rows: 200, bytes: mib }, { rows: 400, bytes: 6 * mib })).toContain('jobs has')
})
