import type { HistoryPlace } from '@edgesweep/db/history-kind.ts'
import type { HistoryRow } from '@edgesweep/db/queries/history/read.ts'
import { EdgesweepError } from '../errors.ts'

export const placeOf = (row: HistoryRow): HistoryPlace => ({ observedAt: row.observed_at, key: row.item_id ?? '' })

/** Negative when `a` comes first in a history, which begins with the newest. Times are of one form, so that they compare as text. */
export function comparePlaces(a: HistoryPlace, b: HistoryPlace): number {
  if (a.observedAt !== b.observedAt) return a.observedAt < b.observedAt ? 1 : -1
  if (a.key === b.key) return 0
  return a.key < b.key ? 1 : -1
}

/** What a caller is given to go on behind a place. */
export const cursorOf = ({ observedAt, key }: HistoryPlace): string => `${observedAt}~${key}`

/** Throws `invalid_input` for what was not given as a cursor. */
export function placeAt(cursor: string): HistoryPlace {
  const [, observedAt, key] = /^([12]\d{3}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z)~([^~]*)$/.exec(cursor) ?? []
  if (observedAt === undefined || key === undefined || Number.isNaN(Date.parse(observedAt)))
    throw new EdgesweepError('invalid_input', 'cursor: take it from the `next` of the page before', { field: 'cursor' })
  return { observedAt, key }
}
