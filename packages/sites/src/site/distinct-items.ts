import type { ItemRecord } from './records.ts'
import { spend } from './work-budget.ts'

/**
 * The items without duplicates and with distinct keys. A menu repeats a dish under "popular"; that is the same item. Different
 * items that share a key get a number, in page order.
 */
export function distinctItems(items: ItemRecord[]): ItemRecord[] {
  const byKey = new Map<string, Set<string>>()
  return items.flatMap((item) => {
    const namesakes = byKey.get(item.key) ?? new Set()
    byKey.set(item.key, namesakes)
    const offer = JSON.stringify([item.name, item.price])
    spend(100 + offer.length)
    if (namesakes.has(offer)) return []
    namesakes.add(offer)
    return [namesakes.size === 1 ? item : { ...item, key: `${item.key}#${namesakes.size}` }]
  })
}
