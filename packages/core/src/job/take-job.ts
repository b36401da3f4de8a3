import { readyItems } from './item-order.ts'
import { applyToJob, type JobInput } from './job-machine.ts'
import type { TakenItems } from './job-port.ts'
import { isJobEnded, type JobEffect, type JobState } from './job-state.ts'

/**
 * Hands the job to a worker and starts the first `start` items that may start: a small job needs no call per start. `taken` is null when the token
 * is too old.
 */
export function takeJob(
  state: JobState,
  lease: Omit<Extract<JobInput, { type: 'taken' }>, 'type'>,
  start: number,
  now: number,
): { taken: TakenItems | null; effects: JobEffect[] } {
  const { accepted, effects } = applyToJob(state, { type: 'taken', ...lease }, now)
  if (!accepted) return { taken: null, effects }
  const started = isJobEnded(state.status) ? [] : readyItems(state).slice(0, start)
  const { token } = lease
  for (const index of started) effects.push(...applyToJob(state, { type: 'item.started', token, index }, now).effects)
  return { taken: { ready: readyItems(state), started, ended: isJobEnded(state.status) }, effects }
}
