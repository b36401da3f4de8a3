import { foundValue } from '@edgesweep/sites/site/field.ts'
import type { ReadPage } from './arm.ts'
import type { AskedPage } from './pages.ts'
import type { Served, TownItem } from './town.ts'

/** Resource types that the browser must not load although its page references them. */
const blockedKinds = ['images']

/** The records of an arm, the town's state at that time, and the requests that the town received. */
export interface CheckedRun {
  records: ReadPage[]
  pages: AskedPage[]
  expected: TownItem[][]
  served: Served
  concurrency: number
}

/**
 * The errors of a run, at most a few: a record that differs from the town, a page that was requested too often or too rarely, a
 * blocked resource that was loaded, more concurrent requests than allowed.
 */
export function checkRun({ records, pages, expected, served, concurrency }: CheckedRun): string[] {
  const wrong = pages.flatMap(({ url }, index) => {
    const difference = compare(records[index]?.items ?? [], expected[index]!)
    return difference ? [`${url}: ${difference}`] : []
  })
  for (const kind of blockedKinds)
    if (served.requests[kind]) wrong.push(`${served.requests[kind]} requests for ${kind} reached the town`)
  const asked = (served.requests.scripted ?? 0) + (served.requests['json-ld'] ?? 0)
  if (asked !== pages.length) wrong.push(`pages were asked for ${asked} times, and ${pages.length} are wanted`)
  if (served.peak_concurrent > concurrency)
    wrong.push(`${served.peak_concurrent} pages were in progress at once; at most ${concurrency} are allowed`)
  return wrong.slice(0, 5)
}

function compare(read: ReadPage['items'], shown: TownItem[]): string | null {
  if (read.length !== shown.length) return `${read.length} items, and the town shows ${shown.length}`
  // Sites prefix a key with its kind.
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
