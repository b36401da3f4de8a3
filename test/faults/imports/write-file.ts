import { once } from 'node:events'
import { createWriteStream } from 'node:fs'

/** The file's version: `changed` differs from `first` in one row of twenty. */
export type Version = 'first' | 'changed'

const header = 'advertiser_id,advertiser_name,country\n'
const countries = ['US', 'de', '', 'VN', 'TW']

/**
 * Writes a CSV of `rows` rows that are not in key order. Some have no country, one in a hundred repeats an earlier key, and one in a
 * hundred does not fit the table.
 */
export async function writeFile(path: string, rows: number, version: Version): Promise<void> {
  const file = createWriteStream(path)
  file.write(header)
  for (let n = 0; n < rows; n++) if (!file.write(rowOf(n, version))) await once(file, 'drain')
  file.end()
  await once(file, 'close')
}

function rowOf(n: number, version: Version): string {
  if (n % 100 === 17) return `only one cell ${n}\n`
  const key = n % 100 === 33 ? n - 1 : n
  const id = `AR${String(Math.imul(key, 2654435761) >>> 0).padStart(10, '0')}${key}`
  const name = version === 'changed' && n % 20 === 3 ? `Renamed ${n}` : `Company, No. ${n}`
  return `${id},"${name}",${countries[n % countries.length]}\n`
}
