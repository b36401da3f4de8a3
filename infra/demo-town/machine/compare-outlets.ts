import type { KindAbout } from '@edgesweep/db/event-kinds.ts'
import type { OutletState } from './outlet-at.ts'

interface Amount {
  minor: number
  currency: string
}

/** A change at the outlet `slug` that a reader must detect if it read the outlet before and after it. */
export type Change = { slug: string } & (
  | { type: KindAbout<'status'> }
  | { type: Exclude<KindAbout<'item'>, 'item.price_changed'>; key: string }
  | { type: 'item.price_changed'; key: string; old: Amount; new: Amount }
)

/** The changes between two states of one outlet: first its status, then its items in the order listed. */
export function compareOutlets(before: OutletState, after: OutletState): Change[] {
  const { slug } = after
  const changes: Change[] = []
  if (before.online !== after.online) changes.push({ slug, type: after.online ? 'outlet.online' : 'outlet.offline' })
  const gone = new Map(before.items.map((item) => [item.key, item]))
  for (const item of after.items) {
    const { key, minor, currency } = item
    const old = gone.get(key)
    gone.delete(key)
    if (!old) {
      changes.push({ slug, type: 'item.added', key })
      continue
    }
    if (old.minor !== minor) {
      const was = { minor: old.minor, currency: old.currency }
      changes.push({ slug, type: 'item.price_changed', key, old: was, new: { minor, currency } })
    }
    if (old.availability !== item.availability) {
      changes.push({ slug, type: item.availability === 'in_stock' ? 'item.back_in_stock' : 'item.out_of_stock', key })
    }
  }
  for (const key of gone.keys()) changes.push({ slug, type: 'item.removed', key })
  return changes
}
