import type { Log } from '../context.ts'
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

/** An alarm that has not rung this long after its time is lost. */
const lateMs = 2_000

interface AlarmPorts {
  setAlarm(at: number): Promise<void> | void
  log: Pick<Log, 'error'>
}

/** The next time at which a job's desk must act. A restarted desk announces and readmits at its next alarm. */
export class JobAlarm {
  readonly #ports: AlarmPorts
  #setTo: number | null = null
  /** The time of the last update. An earlier time shows that the clock was set back. */
  #seenAt = 0
  #announceAt: number | null = null
  #readmitAt: number | null = null

  constructor(ports: AlarmPorts) {
    this.#ports = ports
  }

  /** Whether an alarm is due that was not set, or has not rung. A process that has just started does not know what was set. */
  isOverdue(state: JobState, hasOutbox: boolean, now: number): boolean {
    if (now < this.#seenAt) return true
    if (this.#setTo !== null) return this.#setTo + lateMs < now
    return hasOutbox || state.status === 'queued' || nextJobAlarm(state) < now
  }

  /** Call after every change. An ended job expires only once its outbox is empty. */
  update(state: JobState, hasOutbox: boolean, now: number): void {
    if (now < this.#seenAt) this.#forget()
    this.#seenAt = now
    const soon = now + repeatMs
    this.#announceAt = hasOutbox ? (this.#announceAt ?? soon) : null
    this.#readmitAt = state.status === 'queued' ? (this.#readmitAt ?? soon) : null
    const never = Number.POSITIVE_INFINITY
    const own = hasOutbox && isJobEnded(state.status) ? never : nextJobAlarm(state)
    const at = Math.min(own, this.#announceAt ?? never, this.#readmitAt ?? never)
    if (at === this.#setTo && at + lateMs >= now) return
    this.#setTo = at
    void this.#set(at)
  }

  /** All times were planned by a clock that was ahead. */
  #forget(): void {
    this.#setTo = null
    this.#announceAt = null
    this.#readmitAt = null
  }

  async #set(at: number): Promise<void> {
    try {
      await this.#ports.setAlarm(at)
    } catch (error) {
      // The next call of any kind sets it again.
      this.#setTo = null
      this.#ports.log.error('job.alarm_failed', { error: String(error) })
    }
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
