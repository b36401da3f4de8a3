import type { ItemStatus, JobEffect, JobState, Revival } from './job-state.ts'

/**
 * Begins another run of an ended job, with the items that run again. The new deadline is as far ahead as the first one was. The count of attempts
 * continues, and the results and the usage so far are kept. No effects: no item runs again.
 */
export function reviveItems(state: JobState, which: Revival, now: number): JobEffect[] {
  if (!mayRevive(state, which)) return []
  const effects: JobEffect[] = []
  for (const [index, item] of state.items.entries()) {
    if (!runsAgain(item.status, which)) continue
    Object.assign(item, { status: 'queued', tries: 0, error: null })
    effects.push({ type: 'save_item', index })
  }
  if (effects.length === 0) return []
  const patienceMs = state.deadline - state.queuedAt
  state.status = 'queued'
  state.token = ''
  state.attempt += 1
  state.firstAttempt = state.attempt
  // Later in any case: the deadline identifies the run.
  state.deadline = Math.max(state.deadline + 1, now + patienceMs)
  state.endsAt = now + patienceMs
  state.queuedAt = now
  state.endedAt = null
  state.expiresAt = null
  state.error = null
  state.dead = false
  return effects
}

/** Whether an ended item is one of those that run again. */
export const runsAgain = (status: ItemStatus, which: Revival): boolean =>
  status === 'errored' || (which === 'unfinished' && status === 'cancelled')

/** A dead letter can only be replayed, so that all of its unfinished items run. */
const mayRevive = ({ status, dead }: JobState, which: Revival): boolean =>
  which === 'unfinished' ? dead : !dead && (status === 'failed' || status === 'partial')
