import { nextJobAlarm } from '@edgesweep/core/job/job-machine.ts'
import { isJobEnded, type JobState } from '@edgesweep/core/job/job-state.ts'

/** An outbox that nobody has emptied in this long is announced again: the first message may be lost. So is a lane that did not answer. */
const repeatMs = 5_000
const longestRepeatMs = 600_000
/** A job that waits to run again is made known to its lane so often, since the ticket of its run before may be let go only then. */
const readmitMs = 60_000

/** When a JobStatus object looks at the clock next. What it had to tell before an eviction it tells at the next look. */
export class JobAlarm {
  readonly #storage: DurableObjectStorage
  #setTo: number | null = null
  #announceAt: number | null = null
  #readmitAt: number | null = null

  constructor(storage: DurableObjectStorage) {
    this.#storage = storage
  }

  /** To be called after every change. An ended job expires when its outbox is empty, not before. */
  async set(state: JobState, hasOutbox: boolean): Promise<void> {
    const soon = Date.now() + repeatMs
    this.#announceAt = hasOutbox ? (this.#announceAt ?? soon) : null
    this.#readmitAt = state.status === 'queued' ? (this.#readmitAt ?? soon) : null
    const never = Number.POSITIVE_INFINITY
    const own = hasOutbox && isJobEnded(state.status) ? never : nextJobAlarm(state)
    const at = Math.min(own, this.#announceAt ?? never, this.#readmitAt ?? never)
    if (at === this.#setTo) return
    this.#setTo = at
    await this.#storage.setAlarm(at)
  }

  /** The alarm that was set has rung. */
  rang(): void {
    this.#setTo = null
  }

  /**
   * Whether it is time to announce the outbox; then the next time is noted. Each wait doubles the one before: thousands of jobs that are
   * told later than they end must not keep those busy that tell them.
   */
  announcesNow({ startedAt, endedAt }: JobState, now: number): boolean {
    if ((this.#announceAt ?? now) > now) return false
    const waited = Math.min(now - (endedAt ?? startedAt), longestRepeatMs)
    this.#announceAt = now + Math.max(repeatMs, waited)
    return true
  }

  /** Whether it is time to put a job that is to run again in its lane's line. */
  readmitsNow(now: number): boolean {
    return (this.#readmitAt ?? now) <= now
  }

  /** The lane was told, and answered or not. That ticket is mostly let go within moments of the revival. */
  readmitted({ queuedAt }: JobState, answered: boolean): void {
    const now = Date.now()
    this.#readmitAt = now + (answered && now - queuedAt > repeatMs ? readmitMs : repeatMs)
  }
}
