import { foundValue } from '@edgesweep/sites/site/field.ts'
import type { Arm, ReadPage } from './arm.ts'
import type { AskedPage } from './pages.ts'
import type { Served, TownItem } from './town.ts'

/** What a browser was told not to load, and what its page asks for besides. */
const blockedKinds = ['images']

/** What an arm read, what the town showed at that time, and what the town saw of it. */
export interface CheckedRun {
  arm: Pick<Arm, 'looks'>
  records: ReadPage[]
  pages: AskedPage[]
  expected: TownItem[][]
  served: Served
  concurrency: number
}

/**
 * What is wrong with a run, in words, at most a few: a record that does not say what the town shows, a page that was not read as
 * often as it should be, something loaded that was to be left out, more at once than allowed.
 */
export function checkRun({ arm, records, pages, expected, served, concurrency }: CheckedRun): string[] {
  const wrong = pages.flatMap(({ url }, index) => {
    const difference = compare(records[index]?.items ?? [], expected[index]!)
    return difference ? [`${url}: ${difference}`] : []
  })
  for (const kind of blockedKinds)
    if (served.requests[kind]) wrong.push(`${served.requests[kind]} requests for ${kind} reached the town`)
  const asked = (served.requests.scripted ?? 0) + (served.requests['json-ld'] ?? 0)
  if (asked !== arm.looks * pages.length)
    wrong.push(`pages were asked for ${asked} times, and ${arm.looks * pages.length} are wanted`)
  if (served.peak_concurrent > concurrency)
    wrong.push(`${served.peak_concurrent} pages were under way at once, and ${concurrency} are allowed`)
  return wrong.slice(0, 5)
}

function compare(read: ReadPage['items'], shown: TownItem[]): string | null {
  if (read.length !== shown.length) return `${read.length} items, and the town shows ${shown.length}`
  // A site puts before a key what kind of key it is.
  const byKey = new Map(read.map((item) => [item.key.replace(/^\w+:/, ''), item]))
  for (const { key, name, minor, currency, availability } of shown) {
    const item = byKey.get(key)
    if (!item) return `no item ${key}`
    const price = foundValue(item.price)
    const said = [item.name, price?.minor, price?.currency, foundValue(item.availability)].join(' ')
    const truth = [name, minor, currency, availability].join(' ')
    if (said !== truth) return `"${said}" for ${key}, and the town shows "${truth}"`
  }
  return null
}
