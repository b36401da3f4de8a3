import type { Clock } from '@edgesweep/core/context.ts'
import { JobDesk } from '@edgesweep/core/job/job-desk.ts'
import type { JobOutboxes, JobReader, JobWorker } from '@edgesweep/core/job/job-port.ts'
import {
  isJobEnded,
  type JobEvent,
  type JobHeader,
  type JobItem,
  type JobState,
  type Revival,
} from '@edgesweep/core/job/job-state.ts'
import type { GivenUpStatus } from '@edgesweep/core/lane/lane-state.ts'
import { MapJobStorage } from './map-job-storage.ts'

type Plan = Array<Pick<JobItem, 'label' | 'follows'>>

/** Jobs in this process: a `JobDesk` over a Map for each id. An alarm rings at the first call after its time. */
export class InMemoryJobs implements JobReader, JobWorker, JobOutboxes {
  readonly #clock: Clock
  readonly #jobs = new Map<string, { desk: JobDesk; alarmAt: number }>()
  /** Puts a revived job back in line, as its lane does. */
  readmit: (job: JobHeader) => void = () => {}

  constructor(clock: Clock) {
    this.#clock = clock
  }

  async take(header: JobHeader, plan: Plan, token: string, attempt: number, start: number) {
    return this.#at(header.id).take(header, plan, token, attempt, start)
  }

  async startItem(jobId: string, token: string, index: number) {
    return this.#at(jobId).startItem(token, index)
  }

  async reportItem(jobId: string, ...report: Parameters<JobDesk['reportItem']>) {
    return this.#at(jobId).reportItem(...report)
  }

  async read(jobId: string) {
    return this.#at(jobId).read()
  }

  async results(jobId: string, from: number, limit: number) {
    return this.#at(jobId).results(from, limit)
  }

  async cancel(jobId: string) {
    return this.#at(jobId).cancel()
  }

  async revive(jobId: string, items: Revival) {
    return this.#at(jobId).revive(items)
  }

  async outbox(jobId: string) {
    return this.#at(jobId).outbox()
  }

  async acknowledge(jobId: string, seq: number) {
    this.#at(jobId).acknowledge(seq)
  }

  /** Ends a job that its lane gives up. */
  giveUp = (header: JobHeader, status: GivenUpStatus, reason: string): void => {
    this.#at(header.id).giveUp(header, status, reason)
  }

  events(jobId: string): JobEvent[] {
    const log = this.#at(jobId).events(0, Number.POSITIVE_INFINITY)
    return log.map(({ kind, item }) => (kind === 'job.item' ? { kind, index: item!.index } : { kind }))
  }

  state(jobId: string): JobState | null {
    return this.#at(jobId).state
  }

  hasEnded(jobId: string): boolean {
    const state = this.state(jobId)
    return state !== null && isJobEnded(state.status)
  }

  #at(jobId: string): JobDesk {
    const job = this.#jobs.get(jobId) ?? this.#open(jobId)
    if (job.alarmAt <= this.#clock.now()) {
      job.alarmAt = Number.POSITIVE_INFINITY
      void job.desk.ring()
    }
    return job.desk
  }

  #open(jobId: string) {
    const desk = new JobDesk({
      storage: new MapJobStorage(),
      clock: this.#clock,
      log: console,
      setAlarm: (at) => {
        job.alarmAt = at
      },
      announceOutbox: async () => {},
      readmit: async (header) => this.readmit(header),
      onEvents: () => {},
      onExpiry: () => {},
    })
    const job = { desk, alarmAt: Number.POSITIVE_INFINITY }
    this.#jobs.set(jobId, job)
    return job
  }
}
