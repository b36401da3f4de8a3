import type { HistoryPlace } from '@edgesweep/db/history-kind.ts'
import type { HistoryRow } from '@edgesweep/db/queries/history/read.ts'

/** A row's place in a history. */
export const placeOf = (row: HistoryRow): HistoryPlace => ({ observedAt: row.observed_at, key: row.item_id ?? '' })

/** Negative when `a` comes first. A history begins with the newest row. Times have one format, so they compare as text. */
export function comparePlaces(a: HistoryPlace, b: HistoryPlace): number {
  if (a.observedAt !== b.observedAt) return a.observedAt < b.observedAt ? 1 : -1
  if (a.key === b.key) return 0
  return a.key < b.key ? 1 : -1
}
