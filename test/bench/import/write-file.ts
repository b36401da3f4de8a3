import { once } from 'node:events'
import { createWriteStream } from 'node:fs'
import type { Case } from './arm.ts'

const countries = ['US', 'DE', 'FR', 'VN', 'TW', 'GB']
const flushAt = 1 << 20

/** Whether the row with this number differs from case 0. */
const isChanged = (n: number, which: Case): boolean =>
  which === '100' || (which === '5' && Math.imul(n, 40_503) % 20 === 0)

/**
 * Writes a CSV of advertisers with ids in no particular order; one row in seven has quotes and commas. Returns the number of rows that
 * differ from case 0.
 */
export async function writeAdvertisers(path: string, rows: number, which: Case): Promise<number> {
  const file = createWriteStream(path)
  let text = 'advertiser_id,advertiser_name,advertiser_name_normalized,country\n'
  let changed = 0
  for (let n = 0; n < rows; n++) {
    const version = isChanged(n, which) ? ' 2' : ''
    if (version) changed += 1
    const id = `AR${String(Math.imul(n, 2_654_435_761) >>> 0).padStart(10, '0')}${String(n).padStart(8, '0')}`
    const country = countries[n % countries.length]
    text +=
      n % 7 === 0
        ? `${id},"Company, No ${n} ""Ltd""${version}",company no ${n} ltd${version},${country}\n`
        : `${id},Company Number ${n} GmbH${version},company number ${n} gmbh${version},${country}\n`
    if (text.length < flushAt) continue
    if (!file.write(text)) await once(file, 'drain')
    text = ''
  }
  file.end(text)
  await once(file, 'finish')
  return changed
}
