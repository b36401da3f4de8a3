import type { Outcome } from '@edgesweep/core/endings/outcome.ts'
import { applyToJob, beginJob, type JobInput } from '@edgesweep/core/job/job-machine.ts'
import type { Revival } from '@edgesweep/core/job/job-state.ts'
import { isJobEnded, type JobEffect, type JobHeader, type JobState } from '@edgesweep/core/job/job-state.ts'
import { takeJob } from '@edgesweep/core/job/take-job.ts'
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

/** A worker that was given the job's ticket. It may go on to report when its lease is long lost. */
export interface RunWorker {
  token: string
  attempt: number
  deadline: number
  /** Whether it has asked the job for work. */
  asked: boolean
}

type Telling = { deadline: number; status: GivenUpStatus; reason: string }

/** One job between its lane, its own object and any number of workers; calls get lost, come late or twice, and whoever holds state crashes. */
export class RunsWorld {
  now = 1_000_000
  lane = restoreLane([], 1)
  job: JobState | null = null
  readonly workers: RunWorker[] = []
  /** What the lane has to tell the job's object. */
  readonly tellings: Telling[] = []
  readonly #stored = new Map<string, string>()
  readonly #header: JobHeader
  readonly #plan: Array<{ label: string; stage: number }>
  /** Who was the last to take the job in this run, and what has ended in it. */
  #holder: RunWorker | null = null
  #recorded = new Set<number>()
  #ends = 0
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
    this.job ??= beginJob({ ...this.#header, deadline: worker.deadline }, this.#plan, this.now)
    worker.asked = true
    const wasEnded = isJobEnded(this.job.status)
    const { taken, effects } = takeJob(this.job, worker, start, this.now)
    if (!taken) return null
    expect(wasEnded, 'nobody takes a job that has ended').toBe(false)
    expect(worker.deadline, 'with a ticket of this run').toBe(this.job.deadline)
    this.#holder = worker
    this.#note(effects)
    return taken
  }

  apply(input: JobInput, worker: RunWorker | null = null): boolean {
    if (!this.job) return false
    const wasEnded = isJobEnded(this.job.status)
    const { accepted, effects } = applyToJob(this.job, input, this.now)
    if (!accepted) return false
    expect(wasEnded).toBe(input.type === 'revived')
    if (worker) expect(worker, 'one holder at a time').toBe(this.#holder)
    this.#note(effects)
    return true
  }

  revive(items: Revival): void {
    const before = this.#ends
    if (!this.job || !isJobEnded(this.job.status)) return
    this.#ends = 0
    if (applyToJob(this.job, { type: 'revived', items }, this.now).accepted) {
      this.#holder = null
      this.#recorded = new Set()
    } else this.#ends = before
  }

  /** What the object of a job that waits to run again does time and again. */
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
    else this.apply({ type: 'cancelled' })
  }

  /** The lane's word reaches the job's object; where the answer is lost it is said again. */
  tell(n: number, answered: boolean): void {
    const telling = this.tellings[n]
    if (!telling) return
    this.job ??= beginJob({ ...this.#header, deadline: telling.deadline }, this.#plan, this.now)
    this.apply({ type: 'given_up', ...telling })
    if (answered) this.tellings.splice(n, 1)
  }

  ring(): void {
    this.#carryOut(expireTickets(this.lane, this.now))
    this.apply({ type: 'deadline' })
  }

  /** The lane's object and the job's are replaced by what they stored. */
  restart(): void {
    const tickets = [...this.#stored.values()].map((text) => JSON.parse(text) as Ticket)
    this.lane = restoreLane(tickets, this.lane.nextSequence, this.lane.pace)
    this.job = this.job && (JSON.parse(JSON.stringify(this.job)) as JobState)
  }

  #note(effects: JobEffect[]): void {
    for (const effect of effects) {
      if (effect.type !== 'event') continue
      const { event } = effect
      if (event.kind === 'job.item') {
        expect(this.#recorded, 'an item is recorded once in a run').not.toContain(event.index)
        this.#recorded.add(event.index)
      } else if (event.kind !== 'job.started') this.#ends += 1
    }
    const { status, items } = this.job!
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
