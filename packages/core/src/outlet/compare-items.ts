import type { ItemThen } from '@edgesweep/db/queries/item/read-then.ts'
import type { ObservedItem } from '@edgesweep/db/rows/item-row.ts'
import { priceOf } from '../item/judge-item.ts'

/** A field of an item that differs now. A price is `{minor, currency}`; null means that none was read. */
export interface FieldDifference {
  key: string
  name: string
  field: 'listed' | 'name' | 'price' | 'availability'
  was: unknown
  now: unknown
}

export interface Comparison {
  /** Items that are listed and have the same fields. */
  unchanged: number
  /** Items whose state at that time is no longer stored. They are not compared. */
  unknown: number
  differences: FieldDifference[]
}

type Facts = Pick<ObservedItem, 'name' | 'priceMinor' | 'currency' | 'availability'>

/**
 * Compares the items read now with those recorded at an earlier time, field by field, including items that only one of the two lists. An item in
 * neither list is not a difference.
 */
export function compareItems(was: ItemThen[], now: ObservedItem[]): Comparison {
  const then = new Map(was.map((item) => [item.key, item]))
  const read = new Map(now.map((item) => [item.key, item]))
  const differences: FieldDifference[] = []
  let [unchanged, unknown] = [0, 0]
  for (const item of read.values()) {
    const before = then.get(item.key)
    if (before?.listed === null) unknown += 1
    else if (!before?.listed) differences.push({ ...nameOf(item), field: 'listed', was: false, now: true })
    else {
      const found = compareFacts(before, item)
      if (found.length === 0) unchanged += 1
      differences.push(...found.map((difference) => ({ ...nameOf(item), ...difference })))
    }
  }
  for (const item of was) {
    if (read.has(item.key)) continue
    if (item.listed === null) unknown += 1
    else if (item.listed) differences.push({ ...nameOf(item), field: 'listed', was: true, now: false })
  }
  return { unchanged, unknown, differences }
}

const nameOf = ({ key, name }: Pick<ObservedItem, 'key' | 'name'>) => ({ key, name })

function compareFacts(was: Facts, now: Facts): Array<Pick<FieldDifference, 'field' | 'was' | 'now'>> {
  const differences: ReturnType<typeof compareFacts> = []
  if (was.name !== now.name) differences.push({ field: 'name', was: was.name, now: now.name })
  if (was.priceMinor !== now.priceMinor || was.currency !== now.currency)
    differences.push({
      field: 'price',
      was: priceOf(was.priceMinor, was.currency),
      now: priceOf(now.priceMinor, now.currency),
    })
  if (was.availability !== now.availability)
    differences.push({ field: 'availability', was: was.availability, now: now.availability })
  return differences
}
