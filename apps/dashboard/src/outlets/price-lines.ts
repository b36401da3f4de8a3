import type { Snapshot } from '../api/bodies.ts'
import type { Step } from '../format/step-path.ts'
import type { Span } from './known-part.ts'

/**
 * The price line of each item in minor units, by item id. `snapshots` are newest first. A line begins at the item's last change of currency, because
 * amounts in different currencies are not comparable.
 */
export function priceLines(snapshots: Snapshot[], { from, to }: Span): Map<string, Step[]> {
  const byItem = Map.groupBy(snapshots, ({ item_id }) => item_id)
  return new Map([...byItem].map(([id, seen]) => [id, lineOf(seen, { from, to })]))
}

function lineOf(seen: Snapshot[], { from, to }: Span): Step[] {
  const priced = seen.filter(({ price }) => price !== null)
  const otherAt = priced.findIndex(({ price }) => price!.currency !== priced[0]!.price!.currency)
  return priced
    .slice(0, otherAt === -1 ? undefined : otherAt)
    .reverse()
    .map(({ observed_at, price }) => [shareOf(Date.parse(observed_at) / 1000, { from, to }), price!.minor])
}

/** The share is limited to 0–1, because the browser's clock may be behind the database's. */
const shareOf = (at: number, { from, to }: Span) => Math.min(1, Math.max(0, (at - from) / (to - from)))
