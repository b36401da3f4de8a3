import { mostUnforeseen, ourFault, outagePauseMs, unforeseenPauseMs } from '../endings/outage.ts'
import { endItem } from './end-items.ts'
import type { JobEffect, JobState } from './job-state.ts'

/** The facts of an outage that a worker reported. */
interface Report {
  index: number
  reason: string
  random: number
  unforeseen?: boolean
}

/**
 * Puts a running item off after an error of ours, without a try spent. It rests longer each time: until the deadline while a part is known to be
 * away, and at most `mostUnforeseen` times after errors that nobody foresaw; then it ends.
 */
export function holdItem(state: JobState, report: Report, now: number): JobEffect[] {
  const { index, reason, random, unforeseen = false } = report
  const item = state.items[index]!
  const known = state.outages[index] ?? { since: now, unforeseen: 0 }
  const times = known.unforeseen + Number(unforeseen)
  item.tries -= 1
  if (unforeseen && times >= mostUnforeseen) return endItem(state, index, 'errored', `${ourFault}: ${reason}`, now)
  const leftMs = state.endsAt - now
  const pauseMs = unforeseen
    ? unforeseenPauseMs(times, random, leftMs)
    : outagePauseMs(now - known.since, random, leftMs)
  state.outages[index] = { since: known.since, reason, unforeseen: times }
  state.waits[index] = { reason, until: now + pauseMs }
  item.status = 'queued'
  return [{ type: 'save_item', index }]
}
