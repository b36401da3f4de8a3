import type { ObservedItem } from '@edgesweep/db/rows/item-row.ts'
import { foundValue } from '@edgesweep/sites/site/field.ts'
import type { ItemRecord } from '@edgesweep/sites/site/records.ts'
import { sha256Hex } from '../sha256.ts'

/** Items in storage format: missing and unparsed fields are null. */
export const storedItems = (items: ItemRecord[]): Promise<ObservedItem[]> => Promise.all(items.map(storedItem))

async function storedItem({ key, name, price, availability, url, image }: ItemRecord): Promise<ObservedItem> {
  const money = foundValue(price)
  return {
    key: await storedKey(key),
    name,
    priceMinor: money?.minor ?? null,
    currency: money?.currency ?? null,
    availability: foundValue(availability),
    url: foundValue(url),
    imageUrl: foundValue(image),
  }
}

/** The key is indexed, and is the cursor of a page. */
const maxLength = 190

/** The stored form of an item's key. A key of more than 190 characters becomes its first 120 characters and its SHA-256. */
export async function storedKey(key: string): Promise<string> {
  return key.length <= maxLength ? key : `${key.slice(0, 120)}…${await sha256Hex(key)}`
}
