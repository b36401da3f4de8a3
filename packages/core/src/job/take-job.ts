import { isResting, readyItems } from './item-order.ts'
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
  const startable = isJobEnded(state.status) ? [] : readyItems(state, now).filter((index) => !state.alone[index])
  const started = startable.slice(0, start)
  const { token } = lease
  for (const index of started) effects.push(...applyToJob(state, { type: 'item.started', token, index }, now).effects)
  const ready = readyItems(state, now)
  const alone = ready.filter((index) => state.alone[index])
  const resting = restingItems(state, now)
  const held = { ...(alone.length > 0 ? { alone } : {}), ...(resting.length > 0 ? { resting } : {}) }
  return { taken: { ready, started, ended: isJobEnded(state.status), ...held }, effects }
}

/** A worker seldom waits for more: its ticket returns to the lane first. */
const mostResting = 100

function restingItems(state: JobState, now: number): NonNullable<TakenItems['resting']> {
  return Object.entries(state.waits)
    .filter(([index]) => isResting(state, Number(index), now))
    .map(([index, { until, reason }]) => ({ index: Number(index), restMs: until - now, reason }))
    .sort((a, b) => a.restMs - b.restMs)
    .slice(0, mostResting)
}
