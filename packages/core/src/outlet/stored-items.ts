import type { ObservedItem } from '@edgesweep/db/queries/item/record.ts'
import { foundValue } from '@edgesweep/sites/site/field.ts'
import type { ItemRecord } from '@edgesweep/sites/site/records.ts'
import { storedKey } from './stored-key.ts'

/** Items as they are stored: what was not found, or could not be read, is null. */
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
