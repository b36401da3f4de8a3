import type { HistoryPlace } from '@edgesweep/db/history-kind.ts'
import type { HistoryRow } from '@edgesweep/db/queries/history/read.ts'
import { EdgesweepError } from '../errors.ts'

/** A row's place in a history. */
export const placeOf = (row: HistoryRow): HistoryPlace => ({ observedAt: row.observed_at, key: row.item_id ?? '' })

/** Negative when `a` comes first. A history begins with the newest row. Times have one format, so they compare as text. */
export function comparePlaces(a: HistoryPlace, b: HistoryPlace): number {
  if (a.observedAt !== b.observedAt) return a.observedAt < b.observedAt ? 1 : -1
  if (a.key === b.key) return 0
  return a.key < b.key ? 1 : -1
}

/** The cursor that a caller sends to read on after a place. */
export const cursorOf = ({ observedAt, key }: HistoryPlace): string => `${observedAt}~${key}`

/** The place of a cursor. Throws `invalid_input` when the text is not a cursor. */
export function placeAt(cursor: string): HistoryPlace {
  const [, observedAt, key] = /^([12]\d{3}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z)~([^~]*)$/.exec(cursor) ?? []
  if (observedAt === undefined || key === undefined || Number.isNaN(Date.parse(observedAt)))
    throw new EdgesweepError('invalid_input', 'cursor: use the `next` of the previous page', { field: 'cursor' })
  return { observedAt, key }
}
