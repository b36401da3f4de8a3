import type { ItemRecord } from '@edgesweep/sites/site/records.ts'
import type { ItemsRead, OutletTarget, PageRequest, Site } from '@edgesweep/sites/site/site.ts'
import { UnusableAnswer } from '../endings/typed-errors.ts'
import { type Reader, type ReadPage, readRecord } from '../visit/read-record.ts'

const maxPages = 50

/** All items of an outlet, from every page of its list, without duplicates. Throws `UnreadablePage` and the errors of `read`. */
export async function readItems(
  read: ReadPage,
  site: NonNullable<Site['outlet']>,
  outlet: OutletTarget,
): Promise<ItemRecord[]> {
  const reader: Reader<ItemsRead> = {
    extract: (page) => site.items.extract(page, outlet),
    isWhole: ({ items }) => items.some(({ price }) => price.state === 'found'),
  }
  const items = new Map<string, ItemRecord>()
  const pages = new Set<string>()
  let request: PageRequest | null = site.items.request(outlet)
  while (request && !pages.has(request.url)) {
    if (pages.size === maxPages) throw new UnusableAnswer(`${outlet.url} has more than ${maxPages} pages`)
    pages.add(request.url)
    const { record }: { record: ItemsRead } = await readRecord(read, request, reader)
    for (const item of record.items) items.set(item.key, item)
    request = record.next
  }
  return [...items.values()]
}
