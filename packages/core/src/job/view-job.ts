import type { ItemCounts, ItemWait, JobEnd, JobView } from './job-port.ts'
import type { ItemStatus, JobEvent, JobItem, JobState } from './job-state.ts'

const mostWaits = 20

/** A job as callers see it: its items are counted, and its worker's token is left out. */
export function viewJob({
  endsAt: _,
  token: __,
  firstAttempt: ___,
  throttles: ____,
  outages: _____,
  alone: ______,
  waits,
  items,
  ...state
}: JobState): JobView {
  return {
    ...state,
    ...countItems(items),
    following: countItems(items.filter(({ follows }) => follows !== null)),
    waits: Object.entries(waits)
      .map(([index, wait]): ItemWait => ({ index: Number(index), label: items[Number(index)]!.label, ...wait }))
      .sort((a, b) => a.until - b.until)
      .slice(0, mostWaits),
  }
}

function countItems(items: JobItem[]): ItemCounts {
  const count = (...statuses: ItemStatus[]) => items.filter(({ status }) => statuses.includes(status)).length
  return { total: items.length, completed: count('completed', 'skipped'), failed: count('errored', 'disallowed') }
}

/** How `event` ended the job. Null for an event that ends no job. */
export function endOf(state: JobState, { kind }: JobEvent): JobEnd | null {
  if (kind === 'job.started' || kind === 'job.item') return null
  const { status, completed, failed, error } = viewJob(state)
  return { status, completed, failed, error }
}
