import type { JobView } from './job-port.ts'
import { type ItemStatus, isItemEnded, type JobState } from './job-state.ts'

/** Where a job stands, as callers see it: without its worker's token, its items counted. */
export function viewJob({ token: _, throttles: __, items, ...state }: JobState): JobView {
  const count = (counts: (status: ItemStatus) => boolean) => items.filter((item) => counts(item.status)).length
  return {
    ...state,
    total: items.length,
    completed: count(isItemEnded),
    failed: count((status) => status === 'errored' || status === 'disallowed'),
  }
}
