import { longestHost } from '@edgesweep/sites/html/web-address.ts'
import { foundValue } from '@edgesweep/sites/site/field.ts'
import type { ItemRecord, PageRecord } from '@edgesweep/sites/site/records.ts'

const maxImages = 500
const maxLength = 4_096

/**
 * The images that a page or its items name: http and https addresses without duplicates, in order, at most 500. Leaves out other
 * schemes, hosts that cannot exist and addresses of more than 4,096 characters.
 */
export function imageAddresses(record: PageRecord | ItemRecord[]): string[] {
  const named = Array.isArray(record) ? record : [record, ...record.items]
  const addresses = named.flatMap(({ image }) => addressOf(foundValue(image)) ?? [])
  return [...new Set(addresses)].slice(0, maxImages)
}

function addressOf(image: string | null): string | null {
  const url = image === null ? null : URL.parse(image)
  if (!url || !/^https?:$/.test(url.protocol) || url.hostname.length > longestHost) return null
  // Browsers never send the fragment, so two addresses that differ only there are one file.
  url.hash = ''
  return url.href.length <= maxLength ? url.href : null
}
