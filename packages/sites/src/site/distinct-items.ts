import type { ItemRecord } from './records.ts'

/**
 * Each item once, each key once: a menu shows a dish again under "popular", which is the same item; two different items that
 * share a key are told apart by their order.
 */
export function distinctItems(items: ItemRecord[]): ItemRecord[] {
  const byKey = new Map<string, Set<string>>()
  return items.flatMap((item) => {
    const namesakes = byKey.get(item.key) ?? new Set()
    byKey.set(item.key, namesakes)
    const offer = JSON.stringify([item.name, item.price])
    if (namesakes.has(offer)) return []
    namesakes.add(offer)
    return [namesakes.size === 1 ? item : { ...item, key: `${item.key}#${namesakes.size}` }]
  })
}
