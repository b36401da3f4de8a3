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

/** A worker that has pulled the job's ticket. It may still report long after the loss of its lease. */
export interface RunWorker {
  token: string
  attempt: number
  deadline: number
  /** Whether it has asked the job for work. */
  asked: boolean
}

const address = { lane: 'bulk', shard: 0 } as const

type Telling = { deadline: number; status: GivenUpStatus; reason: string }

/** One job between its lane, its desk and any number of workers. Calls get lost, come late or come twice, and both desks restart. */
export class RunsWorld {
  now = 1_000_000
  /** The lane's reports that the job's desk has not confirmed yet. */
  readonly tellings: Telling[] = []
  readonly #laneStorage = new WatchedStorage((telling) => this.tellings.push(telling))
  #laneDesk = this.#openLane()
  readonly #jobStorage = new MapJobStorage()
  #desk = this.#openDesk()
  readonly workers: RunWorker[] = []
  readonly #header: JobHeader
  readonly #plan: Array<{ label: string; follows: null }>
  /** The last worker that took the job in this run, the items that ended in this run, and how often this run ended. */
  #holder: RunWorker | null = null
  #recorded = new Set<number>()
  #ends = 0
  /** The sequence number of the last checked event. */
  #seen = 0

  constructor(items: number) {
    const terms = Array.from({ length: items }, (_, n) => `term ${n}`)
    // The desk of a lane takes its step before its first await.
    void this.#laneDesk.submitJobs(address, [laneCart(terms, { keyId: 'key', deadlineSeconds: 86_400 })])
    const [ticket] = [...this.lane.tickets.values()]
    const { id, keyId, submittedAt, deadline } = ticket!
    const spec = { kind: 'cart' as const, items: terms, zipcode: '10001' }
    this.#header = { id, keyId, lane: address.lane, spec, submittedAt, deadline }
    this.#plan = terms.map((label) => ({ label, follows: null }))
  }

  get lane(): LaneState {
    return this.#laneDesk.state
  }

  get job(): JobState | null {
    return this.#desk.state
  }

  /** The deadline of the present run. */
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

  /** Null when the job refuses this worker. */
  take(worker: RunWorker, start: number) {
    worker.asked = true
    const wasEnded = this.job !== null && isJobEnded(this.job.status)
    const header = { ...this.#header, deadline: worker.deadline }
    const taken = this.#desk.take(header, this.#plan, worker.token, worker.attempt, start)
    if (!taken) return null
    expect(wasEnded, 'a worker took a job that had ended').toBe(false)
    expect(worker.deadline, 'the ticket belongs to this run').toBe(this.job!.deadline)
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
    // The desk takes its step before it awaits the lane.
    void this.#desk.revive(items)
    if (isJobEnded(this.job.status)) return
    this.#holder = null
    this.#recorded = new Set()
    this.#ends = 0
    this.#check()
  }

  /** Readmits a job that waits to run again, as its desk does repeatedly. */
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

  /** Delivers a report of the lane to the job's desk. If the answer is lost, the lane reports again. */
  tell(n: number, answered: boolean): void {
    const telling = this.tellings[n]
    if (!telling) return
    this.#desk.giveUp({ ...this.#header, deadline: telling.deadline }, telling.status, telling.reason)
    this.#check()
    if (answered) this.tellings.splice(n, 1)
  }

  ring(): void {
    void this.#laneDesk.alarm()
    // The desk applies the deadline before its first await.
    void this.#desk.ring()
    this.#check()
  }

  /** Replaces the lane and the job's desk by new ones over the same storage. */
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
      // The world readmits the job itself, now or later.
      readmit: async () => {},
      onEvents: () => {},
      onExpiry: () => {},
    })
  }

  #reported(worker: RunWorker): void {
    expect(worker, 'only the holder of the run reports').toBe(this.#holder)
    this.#check()
  }

  /** Checks the new events and the job after them. */
  #check(): void {
    for (const { seq, kind, item } of this.#desk.events(this.#seen, Number.POSITIVE_INFINITY)) {
      this.#seen = seq
      if (kind === 'job.item') {
        expect(this.#recorded, 'items recorded before in this run').not.toContain(item!.index)
        this.#recorded.add(item!.index)
      } else if (kind !== 'job.started') this.#ends += 1
    }
    if (!this.job) return
    const { status, items } = this.job
    expect(this.#ends, 'the number of ends of this run').toBe(isJobEnded(status) ? 1 : 0)
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
      // The world delivers the lane's reports itself, by `tell`.
      giveUp: () => Promise.reject(new Error('the job does not answer')),
    })
  }
}

/** A lane storage that reports each job that the lane gives up. */
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
