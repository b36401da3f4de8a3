import type { Outcome } from '@edgesweep/core/endings/ending.ts'
import { JobDesk } from '@edgesweep/core/job/job-desk.ts'
import type { ItemReport } from '@edgesweep/core/job/job-port.ts'
import { isJobEnded, type JobHeader, type JobState, type Revival } from '@edgesweep/core/job/job-state.ts'
import { summarizeJob } from '@edgesweep/core/job/plan-job.ts'
import { LaneDesk } from '@edgesweep/core/lane/lane-desk.ts'
import type { GivenUpStatus, LaneState } from '@edgesweep/core/lane/lane-state.ts'
import type { LaneWrite } from '@edgesweep/core/lane/lane-storage.ts'
import { expect } from 'vitest'
import { laneCart } from '../../../support/lane-cart.ts'
import { MapJobStorage } from '../../../support/storage/map-job-storage.ts'
import { MapLaneStorage } from '../../../support/storage/map-lane-storage.ts'

/** A worker that was given the job's ticket. It may go on to report when its lease is long lost. */
export interface RunWorker {
  token: string
  attempt: number
  deadline: number
  /** Whether it has asked the job for work. */
  asked: boolean
}

const address = { lane: 'bulk', shard: 0 } as const

type Telling = { deadline: number; status: GivenUpStatus; reason: string }

/** One job between its lane, its own desk and any number of workers. Calls get lost, come late or come twice, and whoever holds state crashes. */
export class RunsWorld {
  now = 1_000_000
  /** What the lane has to tell the job's desk. */
  readonly tellings: Telling[] = []
  readonly #laneStorage = new WatchedStorage((telling) => this.tellings.push(telling))
  #laneDesk = this.#openLane()
  readonly #jobStorage = new MapJobStorage()
  #desk = this.#openDesk()
  readonly workers: RunWorker[] = []
  readonly #header: JobHeader
  readonly #plan: Array<{ label: string; stage: number }>
  /** Who was the last to take the job in this run, which items have ended in it, and how often it ended. */
  #holder: RunWorker | null = null
  #recorded = new Set<number>()
  #ends = 0
  /** The last event that was looked at. */
  #seen = 0

  constructor(items: number) {
    const terms = Array.from({ length: items }, (_, n) => `term ${n}`)
    // The desk of a lane does its step before it first waits.
    void this.#laneDesk.submitJobs(address, [laneCart(terms, { keyId: 'key', deadlineSeconds: 86_400 })])
    const [ticket] = [...this.lane.tickets.values()]
    const { id, keyId, submittedAt, deadline } = ticket!
    const spec = { kind: 'cart' as const, items: terms, zipcode: '10001' }
    this.#header = { id, keyId, lane: address.lane, spec, submittedAt, deadline }
    this.#plan = terms.map((label) => ({ label, stage: 0 }))
  }

  get lane(): LaneState {
    return this.#laneDesk.state
  }

  get job(): JobState | null {
    return this.#desk.state
  }

  /** Of the run that goes on. */
  get deadline(): number {
    return this.job?.deadline ?? this.#header.deadline
  }

  pull(): RunWorker | null {
    const before = this.lane.tickets.get(this.#header.id)?.lease?.token
    void this.#laneDesk.pullTickets({ id: 'worker', slots: 1 }, { max: 1, waitMs: 0, stays: true })
    const ticket = this.lane.tickets.get(this.#header.id)
    if (!ticket?.lease || ticket.lease.token === before) return null
    const worker = { token: ticket.lease.token, attempt: ticket.attempt, deadline: ticket.deadline, asked: false }
    this.workers.push(worker)
    return worker
  }

  /** Null when the job does not want this worker. */
  take(worker: RunWorker, start: number) {
    worker.asked = true
    const wasEnded = this.job !== null && isJobEnded(this.job.status)
    const header = { ...this.#header, deadline: worker.deadline }
    const taken = this.#desk.take(header, this.#plan, worker.token, worker.attempt, start)
    if (!taken) return null
    expect(wasEnded, 'nobody takes a job that has ended').toBe(false)
    expect(worker.deadline, 'with a ticket of this run').toBe(this.job!.deadline)
    this.#holder = worker
    this.#check()
    return taken
  }

  startItem(worker: RunWorker, index: number): void {
    if (this.#desk.startItem(worker.token, index)) this.#reported(worker)
  }

  report(worker: RunWorker, index: number, report: ItemReport): void {
    if (this.#desk.reportItem(worker.token, index, report)) this.#reported(worker)
  }

  revive(items: Revival): void {
    if (!this.job || !isJobEnded(this.job.status)) return
    // It does its step before it waits for the lane.
    void this.#desk.revive(items)
    if (isJobEnded(this.job.status)) return
    this.#holder = null
    this.#recorded = new Set()
    this.#ends = 0
    this.#check()
  }

  /** What the desk of a job that waits to run again does time and again. */
  readmit(): void {
    if (this.job?.status !== 'queued') return
    void this.#laneDesk.readmit(this.job)
  }

  finish({ token }: RunWorker, outcome: Outcome): void {
    void this.#laneDesk.finish(this.#header.id, token, outcome)
  }

  cancel(): void {
    if (this.lane.tickets.get(this.#header.id)?.lease === null) {
      void this.#laneDesk.cancel(this.#header.id)
    } else {
      this.#desk.cancel()
      this.#check()
    }
  }

  /** The lane's word reaches the job's desk. Where the answer is lost it is said again. */
  tell(n: number, answered: boolean): void {
    const telling = this.tellings[n]
    if (!telling) return
    this.#desk.giveUp({ ...this.#header, deadline: telling.deadline }, telling.status, telling.reason)
    this.#check()
    if (answered) this.tellings.splice(n, 1)
  }

  ring(): void {
    void this.#laneDesk.alarm()
    // It applies the deadline before it first waits.
    void this.#desk.ring()
    this.#check()
  }

  /** The lane and the job's desk are replaced by what they stored. */
  restart(): void {
    this.#laneDesk = this.#openLane()
    this.#desk = this.#openDesk()
  }

  #openDesk(): JobDesk {
    return new JobDesk({
      storage: this.#jobStorage,
      clock: { now: () => this.now },
      log: console,
      setAlarm: () => {},
      announceOutbox: async () => {},
      // The world has the lane hear of it, now or later.
      readmit: async () => {},
      onEvents: () => {},
      onExpiry: () => {},
    })
  }

  #reported(worker: RunWorker): void {
    expect(worker, 'one holder at a time').toBe(this.#holder)
    this.#check()
  }

  /** Looks at the events that are new, and at how the job stands after them. */
  #check(): void {
    for (const { seq, kind, item } of this.#desk.events(this.#seen, Number.POSITIVE_INFINITY)) {
      this.#seen = seq
      if (kind === 'job.item') {
        expect(this.#recorded, 'an item is recorded once in a run').not.toContain(item!.index)
        this.#recorded.add(item!.index)
      } else if (kind !== 'job.started') this.#ends += 1
    }
    if (!this.job) return
    const { status, items } = this.job
    expect(this.#ends, 'a run ends once').toBe(isJobEnded(status) ? 1 : 0)
    if (isJobEnded(status))
      expect(items.some((item) => item.status === 'running' || item.status === 'queued')).toBe(false)
  }

  #openLane(): LaneDesk {
    return new LaneDesk({
      storage: this.#laneStorage,
      clock: { now: () => this.now, after: () => () => {} },
      log: { info: () => {}, warn: () => {}, error: () => {} },
      summarize: summarizeJob,
      setAlarm: () => {},
      mostWorkers: 1,
      callWorkers: () => {},
      // The world carries the lane's words to the job, by `tell`.
      giveUp: () => Promise.reject(new Error('the job does not answer')),
    })
  }
}

/** Passes each job on that is given up. */
class WatchedStorage extends MapLaneStorage {
  readonly #onGiveUp: (telling: Telling) => void

  constructor(onGiveUp: (telling: Telling) => void) {
    super()
    this.#onGiveUp = onGiveUp
  }

  override commit(writes: LaneWrite[]): void {
    super.commit(writes)
    for (const write of writes) {
      if (write.type !== 'give_up') continue
      const { ticket, status, reason } = write
      this.#onGiveUp({ deadline: ticket.deadline, status, reason })
    }
  }
}
