import { foundValue } from '@edgesweep/sites/site/field.ts'
import type { ItemRecord, PageRecord } from '@edgesweep/sites/site/records.ts'

const maxImages = 500
const maxLength = 4_096

/**
 * The images that a page, or what an outlet sells, names: http and https addresses, each once, in their order, 500 at most. The rest
 * (`data:`, none at all, longer than 4,096 characters) is left out.
 */
export function imageAddresses(record: PageRecord | ItemRecord[]): string[] {
  const named = Array.isArray(record) ? record : [record, ...record.items]
  const addresses = named.flatMap(({ image }) => addressOf(foundValue(image)) ?? [])
  return [...new Set(addresses)].slice(0, maxImages)
}

function addressOf(image: string | null): string | null {
  const url = image === null ? null : URL.parse(image)
  if (!url || !/^https?:$/.test(url.protocol)) return null
  // It is never sent, so two addresses that differ in it are one file.
  url.hash = ''
  return url.href.length <= maxLength ? url.href : null
}
