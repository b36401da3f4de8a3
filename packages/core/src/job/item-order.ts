import { mostOutagePauseMs } from '../endings/outage.ts'
import { isItemEnded, type JobState } from './job-state.ts'

/**
 * Items that may start now, in the order in which they should: first those that follow an ended item, so that work on one outlet is finished before
 * work on another begins.
 */
export function readyItems(state: JobState, now: number): number[] {
  const ready = [...state.items.keys()].filter((index) => mayStart(state, index) && !isResting(state, index, now))
  const isFirst = (index: number) => state.items[index]!.follows === null
  return [...ready.filter((index) => !isFirst(index)), ...ready.filter(isFirst)]
}

/** Whether an error of ours, or its domain, holds an item back now. A longer wait is tried again at once: it may be of a clock that was ahead. */
export function isResting({ waits }: JobState, index: number, now: number): boolean {
  const restMs = (waits[index]?.until ?? now) - now
  return restMs > 0 && restMs <= mostOutagePauseMs
}

/** Whether an item is queued, and the item that it follows has ended in any way. */
export function mayStart({ items }: JobState, index: number): boolean {
  const item = items[index]
  if (item?.status !== 'queued') return false
  const before = item.follows === null ? undefined : items[item.follows]
  return before === undefined || isItemEnded(before.status)
}

/** The items that may start because item `index` has ended. */
export const followersOf = (state: JobState, index: number): number[] =>
  state.items.flatMap((item, at) => (item.follows === index && mayStart(state, at) ? [at] : []))
