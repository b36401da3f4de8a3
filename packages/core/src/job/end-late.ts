import { ourFault } from '../endings/outage.ts'
import { endItem, endJob } from './end-items.ts'
import { isItemEnded, type JobEffect, type JobState } from './job-state.ts'

/**
 * Ends a job at its deadline. If errors of ours hold all of its open items, each of them is errored, and the job gets the verdict of its items, so that
 * one held item does not take the result of the others. Otherwise the job is a dead letter.
 */
export function endLate(state: JobState, error: string, now: number): JobEffect[] {
  const open = [...state.items.keys()].filter((index) => !isItemEnded(state.items[index]!.status))
  const held = heldItems(state, open)
  if (open.length > 0 && held.size === open.length)
    return [...held].flatMap(([index, reason]) => endItem(state, index, 'errored', reason, now))
  state.dead = true
  return endJob(state, 'timed_out', error, now)
}

/** The open items that an error of ours holds, and those that follow them, with the reason. An item comes after the one that it follows. */
function heldItems({ items, outages }: JobState, open: number[]): Map<number, string> {
  const held = new Map<number, string>()
  for (const index of open) {
    const outage = outages[index]
    const { follows } = items[index]!
    const before = follows === null ? undefined : held.get(follows)
    if (outage) held.set(index, `${ourFault}: ${outage.reason}`)
    else if (before !== undefined) held.set(index, before)
  }
  return held
}
