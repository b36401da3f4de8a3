import { readdirSync, readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { anyTable } from '../../../../support/any-table.ts'
import { readAllCsv } from '../../../../support/read-all-csv.ts'
import { realFolder } from '../../../../support/real-folder.ts'

const spectrum = realFolder('csv')
const companies = realFolder('companies')

/** Files whose JSON differs from their cells. */
const misprints: Record<string, Record<string, string>> = {
  'location_coordinates.csv': { 'Contact Phone Number': '2095257564' },
}

describe.skipIf(spectrum === null)('the files of csv-spectrum', () => {
  const files = spectrum ? readdirSync(join(spectrum, 'csvs')) : []

  test('all files of csv-spectrum are present', () => {
    expect(files).toHaveLength(12)
  })

  test.each(files)('%s has the cells that its JSON lists', async (name) => {
    const listed = JSON.parse(readFileSync(join(spectrum!, 'json', `${basename(name, '.csv')}.json`), 'utf8'))
    const rows: Array<Record<string, string>> = [listed].flat().map((row) => ({ ...row, ...misprints[name] }))
    const columns = Object.keys(rows[0]!)
    const read = await readAllCsv(readFileSync(join(spectrum!, 'csvs', name)), anyTable(columns))
    expect(read.rows.map(({ cells }) => cells)).toEqual(rows.map((row) => columns.map((column) => row[column])))
    expect(read.rejects).toEqual([])
  })
})

test.skipIf(companies === null)('a table of companies with semicolons yields all of its rows', async () => {
  const file = readFileSync(join(companies!, 'companies.csv'), 'utf8')
  const { rows, rejects } = await readAllCsv(`Name;Country\n${file}`, anyTable(['name', 'country']))
  expect([rows.length, rejects.length]).toEqual([1_320, 0])
  expect(rows.map(({ cells }) => cells.join(';'))).toEqual(file.trimEnd().split('\r\n'))
})
