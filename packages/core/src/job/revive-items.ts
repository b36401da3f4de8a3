import type { JobEffect, JobState, Revival } from './job-state.ts'

/**
 * Begins another run of a job that has ended, with those of its items that are to run again: its deadline is as far ahead as the first was, its
 * attempts count on, what the others gave and all that was used is kept. No effects: there is nothing to run again.
 */
export function reviveItems(state: JobState, which: Revival, now: number): JobEffect[] {
  if (!mayRevive(state, which)) return []
  const effects: JobEffect[] = []
  for (const [index, item] of state.items.entries()) {
    if (item.status !== 'errored' && (which === 'failed' || item.status !== 'cancelled')) continue
    Object.assign(item, { status: 'queued', tries: 0, error: null })
    effects.push({ type: 'save_item', index })
  }
  if (effects.length === 0) return []
  const patienceMs = state.deadline - state.queuedAt
  state.status = 'queued'
  state.token = ''
  state.attempt += 1
  state.firstAttempt = state.attempt
  // Later in any case: the deadline is what the run is known by.
  state.deadline = Math.max(state.deadline + 1, now + patienceMs)
  state.queuedAt = now
  state.endedAt = null
  state.expiresAt = null
  state.error = null
  state.dead = false
  state.throttles = {}
  return effects
}

/** A dead letter is replayed as a whole, so that no item of it is left behind. */
const mayRevive = ({ status, dead }: JobState, which: Revival): boolean =>
  which === 'unfinished' ? dead : !dead && (status === 'failed' || status === 'partial')
