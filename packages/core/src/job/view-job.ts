import type { ItemWait, JobEnd, JobView } from './job-port.ts'
import type { JobEvent } from './job-state.ts'
import { type ItemStatus, isItemEnded, type JobState } from './job-state.ts'

const mostWaits = 20

/** A job as callers see it: its items are counted, and its worker's token is left out. */
export function viewJob({ token: _, firstAttempt: __, throttles: ___, waits, items, ...state }: JobState): JobView {
  const count = (counts: (status: ItemStatus) => boolean) => items.filter((item) => counts(item.status)).length
  return {
    ...state,
    total: items.length,
    completed: count(isItemEnded),
    failed: count((status) => status === 'errored' || status === 'disallowed'),
    waits: Object.entries(waits)
      .map(([index, wait]): ItemWait => ({ index: Number(index), label: items[Number(index)]!.label, ...wait }))
      .sort((a, b) => a.until - b.until)
      .slice(0, mostWaits),
  }
}

/** How `event` ended the job. Null for an event that ends no job. */
export function endOf(state: JobState, { kind }: JobEvent): JobEnd | null {
  if (kind === 'job.started' || kind === 'job.item') return null
  const { status, completed, failed, error } = viewJob(state)
  return { status, completed, failed, error }
}
