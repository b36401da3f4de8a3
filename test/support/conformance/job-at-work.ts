import { JobDesk } from '@edgesweep/core/job/job-desk.ts'
import type { ItemReport } from '@edgesweep/core/job/job-port.ts'
import type { JobHeader } from '@edgesweep/core/job/job-state.ts'
import type { JobStorage } from '@edgesweep/core/job/job-storage.ts'

export const noUsage = { browserMs: 0, requests: 0, bytes: 0, robotsIgnored: [] }

const submittedAt = Date.UTC(2026, 0, 1)

/** A new cart of two items with one hour until its deadline. */
export const someHeader = (changes: Partial<JobHeader> = {}): JobHeader => ({
  id: 'job_i00000000010123456789',
  keyId: 'key_a',
  lane: 'interactive',
  spec: { kind: 'cart', items: ['milk', 'eggs'], zipcode: '10001' },
  submittedAt,
  deadline: submittedAt + 3_600_000,
  ...changes,
})

export const gave = (result: unknown, status: 'completed' | 'errored' = 'completed'): ItemReport => {
  return { type: 'ended', status, result, error: status === 'errored' ? 'no such shelf' : null, usage: noUsage }
}

/** A job's desk over a storage under test, with a clock that the test moves. It records the calls of the desk. */
export class JobAtWork {
  now = submittedAt
  /** The time of the desk's next alarm. */
  alarmAt = Number.POSITIVE_INFINITY
  desk: JobDesk
  announcements = 0
  readonly readmitted: JobHeader[] = []
  /** Whether the lane answers. */
  laneAnswers = true
  /** Whether alarms can be set. */
  takesAlarms = true
  expired = false
  readonly #open: () => JobStorage

  /** `open` opens the storage as a new process finds it. */
  constructor(open: () => JobStorage) {
    this.#open = open
    this.desk = this.#newDesk()
  }

  /** Replaces the process by a new one. */
  restart(): void {
    this.desk = this.#newDesk()
  }

  /** Rings the alarm at its time, or now if that is later. */
  async ring(): Promise<void> {
    this.now = Math.max(this.now, this.alarmAt)
    await this.desk.ring()
  }

  take(header: JobHeader, token: string, attempt: number, start: number) {
    const labels = header.spec.kind === 'cart' ? header.spec.items : ['scan out_1']
    const plan = labels.map((label) => ({ label, follows: null }))
    return this.desk.take(header, plan, token, attempt, start)
  }

  item(index: number) {
    return this.desk.results(index, 1)!.items[0]
  }

  #newDesk(): JobDesk {
    return new JobDesk({
      storage: this.#open(),
      clock: { now: () => this.now },
      log: { error: () => {} },
      setAlarm: (at) => {
        if (!this.takesAlarms) throw new Error('the storage does not answer')
        this.alarmAt = at
      },
      announceOutbox: async () => {
        this.announcements += 1
      },
      readmit: async (job) => {
        if (!this.laneAnswers) throw new Error('the lane does not answer')
        this.readmitted.push(job)
      },
      onEvents: () => {},
      onExpiry: () => {
        this.expired = true
      },
    })
  }
}
