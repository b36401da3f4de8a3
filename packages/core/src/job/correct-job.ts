import { isDoubtful, timeAgain } from '../held-lease.ts'
import { resultTtlMs } from './end-items.ts'
import { nextJobAlarm } from './job-machine.ts'
import { isJobEnded, type JobState } from './job-state.ts'

/** A job as any version stored it. An earlier version stored no `endsAt`. */
type StoredState = Omit<JobState, 'endsAt'> & Partial<Pick<JobState, 'endsAt'>>

/**
 * Corrects the times of a stored job. After the clock was set back, the time that is left to its end or its expiry is at most the whole.
 * Replaces times that are not numbers.
 */
function correctJob(stored: StoredState, now: number): JobState {
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

/**
 * Corrects a stored job when its object continues on another machine. Its clock may be ahead: if the end of the job or of its results passed without
 * an alarm, the time that was left when the job was stored, at `seenAt`, begins again, once and
 * for an hour at most.
 */
export function continueJob(stored: StoredState, seenAt: number | undefined, now: number): JobState {
  const state = correctJob(stored, now)
  const end = nextJobAlarm(state)
  if (seenAt === undefined) return state
  // The clock that was ahead is behind us, so the next one may be ahead again.
  if (seenAt > now) return { ...state, doubted: false }
  if (state.doubted || !isDoubtful(end, now)) return state
  const until = now + timeAgain(end - seenAt)
  return { ...state, doubted: true, ...(state.expiresAt === null ? { endsAt: until } : { expiresAt: until }) }
}

const ttlMsOf = (seconds: number | undefined): number => (seconds === undefined ? resultTtlMs : seconds * 1000)
const isNumber = (time: number | null | undefined): time is number => Number.isFinite(time)
