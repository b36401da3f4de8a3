import type { JobHeader } from '@edgesweep/core/job/job-state.ts'
import { summarizeJob } from '@edgesweep/core/job/plan-job.ts'
import type { LaneAddress } from '@edgesweep/core/lane/job-id.ts'
import { LaneDesk } from '@edgesweep/core/lane/lane-desk.ts'
import type { PulledTicket, SerializedJob } from '@edgesweep/core/lane/lane-shard.ts'
import type { LaneStorage } from '@edgesweep/core/lane/lane-storage.ts'
import type { Renewal } from '@edgesweep/core/lane/renewal.ts'
import { VirtualClock } from '../virtual-clock.ts'

const worker = { id: 'worker', slots: 8 }

/** A shard's desk over a storage under test, with a clock that the test moves. It records the calls of the desk. */
export class LaneAtWork {
  readonly address: LaneAddress
  readonly clock = new VirtualClock()
  /** The time of the desk's next alarm. */
  alarmAt = Number.POSITIVE_INFINITY
  desk: LaneDesk
  calledWorkers = 0
  /** Whether the queue takes the calls of workers. */
  queueAnswers = true
  /** Whether alarms can be set. */
  takesAlarms = true
  /** How far the clock of the desk is ahead, in ms. */
  aheadMs = 0
  readonly givenUp: Array<{ job: JobHeader; status: string; reason: string }> = []
  /** Whether the objects of jobs answer. */
  jobsAnswer = true
  readonly #open: () => LaneStorage

  /** `open` opens the storage as a new process finds it. */
  constructor(open: () => LaneStorage, lane: LaneAddress['lane'] = 'interactive') {
    this.address = { lane, shard: 3 }
    this.#open = open
    this.desk = this.#newDesk()
  }

  /** Replaces the process by a new one. */
  restart(): void {
    this.desk = this.#newDesk()
  }

  /** Rings the alarm at its time, or now if that is later. */
  async ring(): Promise<void> {
    if (this.alarmAt > this.clock.now()) await this.clock.pass(this.alarmAt - this.clock.now())
    this.alarmAt = Number.POSITIVE_INFINITY
    await this.desk.alarm()
  }

  /** Lets `ms` pass and rings each alarm on the way. */
  async pass(ms: number): Promise<void> {
    const until = this.clock.now() + ms
    while (this.alarmAt <= until) await this.ring()
    if (until > this.clock.now()) await this.clock.pass(until - this.clock.now())
  }

  receipts(...jobs: SerializedJob[]) {
    return this.desk.submitJobs(this.address, jobs)
  }

  /** Submits jobs. Returns an id for each, or the reason of its refusal. */
  async submit(...jobs: SerializedJob[]): Promise<string[]> {
    const receipts = await this.receipts(...jobs)
    return receipts.map((receipt) => (receipt.ok ? receipt.id : receipt.reason))
  }

  pull(max = 10, waitMs = 0): Promise<PulledTicket[]> {
    return this.desk.pullTickets(worker, { max, waitMs, stays: true })
  }

  async pullOne(): Promise<PulledTicket> {
    const [ticket] = await this.pull(1)
    return ticket!
  }

  /** The ids that are still held. */
  async renew(...held: PulledTicket[]): Promise<string[]> {
    const { kept } = (await this.desk.renewTickets(worker, held, true)) as Renewal
    return kept.map(({ id }) => id)
  }

  #newDesk(): LaneDesk {
    return new LaneDesk({
      storage: this.#open(),
      clock: { now: () => this.clock.now() + this.aheadMs, after: (ms, call) => this.clock.after(ms, call) },
      log: { info: () => {}, warn: () => {}, error: () => {} },
      summarize: summarizeJob,
      setAlarm: (at) => {
        if (!this.takesAlarms) throw new Error('the storage does not answer')
        this.alarmAt = at
      },
      mostWorkers: 2,
      callWorkers: (_, count) => {
        if (!this.queueAnswers) throw new Error('the queue does not answer')
        this.calledWorkers += count
      },
      giveUp: (job, status, reason) => {
        if (!this.jobsAnswer) throw new Error('the job does not answer')
        this.givenUp.push({ job, status, reason })
      },
    })
  }
}
