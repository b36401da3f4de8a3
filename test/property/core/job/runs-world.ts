import type { Outcome } from '@edgesweep/core/endings/ending.ts'
import { JobDesk } from '@edgesweep/core/job/job-desk.ts'
import type { ItemReport } from '@edgesweep/core/job/job-port.ts'
import { isJobEnded, type JobHeader, type JobState, type Revival } from '@edgesweep/core/job/job-state.ts'
import {
  cancelTicket,
  expireTickets,
  finishTicket,
  type LaneEffect,
  pullTickets,
  readmitTicket,
  submitTickets,
} from '@edgesweep/core/lane/lane-machine.ts'
import { type GivenUpStatus, restoreLane, type Ticket } from '@edgesweep/core/lane/lane-state.ts'
import { expect } from 'vitest'
import { MapJobStorage } from '../../../support/map-job-storage.ts'

/** A worker that was given the job's ticket. It may go on to report when its lease is long lost. */
export interface RunWorker {
  token: string
  attempt: number
  deadline: number
  /** Whether it has asked the job for work. */
  asked: boolean
}

type Telling = { deadline: number; status: GivenUpStatus; reason: string }

/** One job between its lane, its own desk and any number of workers. Calls get lost, come late or come twice, and whoever holds state crashes. */
export class RunsWorld {
  now = 1_000_000
  lane = restoreLane([], 1)
  readonly #jobStorage = new MapJobStorage()
  #desk = this.#openDesk()
  readonly workers: RunWorker[] = []
  /** What the lane has to tell the job's desk. */
  readonly tellings: Telling[] = []
  readonly #stored = new Map<string, string>()
  readonly #header: JobHeader
  readonly #plan: Array<{ label: string; stage: number }>
  /** Who was the last to take the job in this run, which items have ended in it, and how often it ended. */
  #holder: RunWorker | null = null
  #recorded = new Set<number>()
  #ends = 0
  /** The last event that was looked at. */
  #seen = 0
  #tokens = 0

  constructor(items: number) {
    const { added } = submitTickets(
      this.lane,
      [{ keyId: 'key', deadline: this.now + 86_400_000, coalesce: null }],
      () => 'job',
      this.now,
    )
    for (const { ticket } of added) this.#save(ticket)
    const { id, keyId, submittedAt, deadline } = added[0]!.ticket
    const terms = Array.from({ length: items }, (_, n) => `term ${n}`)
    this.#header = {
      id,
      keyId,
      lane: 'bulk',
      spec: { kind: 'cart', items: terms, zipcode: '10001' },
      submittedAt,
      deadline,
    }
    this.#plan = terms.map((label) => ({ label, stage: 0 }))
  }

  get job(): JobState | null {
    return this.#desk.state
  }

  /** Of the run that goes on. */
  get deadline(): number {
    return this.job?.deadline ?? this.#header.deadline
  }

  pull(): RunWorker | null {
    const [ticket] = pullTickets(this.lane, 1, () => `token ${++this.#tokens}`, this.now)
    if (!ticket) return null
    this.#save(ticket)
    const worker = { token: ticket.lease!.token, attempt: ticket.attempt, deadline: ticket.deadline, asked: false }
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
    const { id, keyId, deadline } = this.job
    const ticket = readmitTicket(this.lane, { id, sequence: 1, keyId, deadline }, this.now)
    if (ticket) this.#save(ticket)
  }

  finish({ token }: RunWorker, outcome: Outcome): void {
    this.#carryOut(finishTicket(this.lane, 'job', token, outcome, this.now))
  }

  cancel(): void {
    const effects = cancelTicket(this.lane, 'job', this.now)
    if (effects) this.#carryOut(effects)
    else {
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
    this.#carryOut(expireTickets(this.lane, this.now))
    // It applies the deadline before it first waits.
    void this.#desk.ring()
    this.#check()
  }

  /** The lane and the job's desk are replaced by what they stored. */
  restart(): void {
    const tickets = [...this.#stored.values()].map((text) => JSON.parse(text) as Ticket)
    this.lane = restoreLane(tickets, this.lane.nextSequence, this.lane.pace)
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

  #carryOut(effects: LaneEffect[]): void {
    for (const effect of effects) {
      if (effect.type === 'save') this.#save(effect.ticket)
      else if (effect.type === 'remove') this.#stored.delete(effect.id)
      else {
        const { ticket, status, reason } = effect
        this.tellings.push({ deadline: ticket.deadline, status, reason })
      }
    }
  }

  #save(ticket: Ticket): void {
    this.#stored.set(ticket.id, JSON.stringify(ticket))
  }
}
