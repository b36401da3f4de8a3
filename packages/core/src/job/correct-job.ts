import { resultTtlMs } from './end-items.ts'
import { isJobEnded, type JobState } from './job-state.ts'

/** A job as any version stored it. An earlier version stored no `endsAt`. */
type StoredState = Omit<JobState, 'endsAt'> & Partial<Pick<JobState, 'endsAt'>>

/**
 * Corrects the times of a stored job. After the clock was set back, the time that is left to its end or its expiry is at most the whole.
 * Replaces times that are not numbers.
 */
export function correctJob(stored: StoredState, now: number): JobState {
  const { deadline, queuedAt, endsAt, endedAt, expiresAt, status, spec } = stored
  const keptMs = ttlMsOf(spec.ttl)
  const runMs = Math.max(0, deadline - queuedAt)
  return {
    ...stored,
    endsAt: isNumber(endsAt) ? Math.min(endsAt, now + runMs) : deadline,
    expiresAt: isJobEnded(status)
      ? Math.min(isNumber(expiresAt) ? expiresAt : (endedAt ?? now) + keptMs, now + keptMs)
      : expiresAt,
  }
}

const ttlMsOf = (seconds: number | undefined): number => (seconds === undefined ? resultTtlMs : seconds * 1000)
const isNumber = (time: number | null | undefined): time is number => Number.isFinite(time)
