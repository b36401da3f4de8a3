import { nextJobAlarm } from './job-machine.ts'
import { isJobEnded, type JobState } from './job-state.ts'

/**
 * An outbox that was not emptied within this time is announced again, since the message may be lost. A request to a lane that did not answer is
 * repeated.
 */
const repeatMs = 5_000
const longestRepeatMs = 600_000
/** A job that waits to run again is readmitted this often, because its lane may still hold the ticket of the earlier run. */
const readmitMs = 60_000

/** The next time at which a job's desk must act. A restarted desk announces and readmits at its next alarm. */
export class JobAlarm {
  readonly #set: (at: number) => void
  #setTo: number | null = null
  #announceAt: number | null = null
  #readmitAt: number | null = null

  constructor(set: (at: number) => void) {
    this.#set = set
  }

  /** Call after every change. An ended job expires only once its outbox is empty. */
  update(state: JobState, hasOutbox: boolean, now: number): void {
    const soon = now + repeatMs
    this.#announceAt = hasOutbox ? (this.#announceAt ?? soon) : null
    this.#readmitAt = state.status === 'queued' ? (this.#readmitAt ?? soon) : null
    const never = Number.POSITIVE_INFINITY
    const own = hasOutbox && isJobEnded(state.status) ? never : nextJobAlarm(state)
    const at = Math.min(own, this.#announceAt ?? never, this.#readmitAt ?? never)
    if (at === this.#setTo) return
    this.#setTo = at
    this.#set(at)
  }

  /** Call when the alarm has rung. */
  rang(): void {
    this.#setTo = null
  }

  /**
   * Whether to announce the outbox now; if so, plans the next announcement. Each pause is twice the previous one, so that thousands of jobs whose
   * outboxes are behind do not flood the collector.
   */
  announcesNow({ startedAt, endedAt }: JobState, now: number): boolean {
    if ((this.#announceAt ?? now) > now) return false
    const waited = Math.min(now - (endedAt ?? startedAt), longestRepeatMs)
    this.#announceAt = now + Math.max(repeatMs, waited)
    return true
  }

  /** Whether to readmit the job now, if it waits to run again. */
  readmitsNow(now: number): boolean {
    return (this.#readmitAt ?? now) <= now
  }

  /** Plans the next readmission. The earlier run's ticket usually ends soon after the revival, so the first pause is short. */
  readmitted({ queuedAt }: JobState, answered: boolean, now: number): void {
    this.#readmitAt = now + (answered && now - queuedAt > repeatMs ? readmitMs : repeatMs)
  }
}
