import type { Log } from '../context.ts'
import type { DeskClock } from '../desk-clock.ts'
import type { Outcome } from '../endings/ending.ts'
import { boundedWait, waitOf } from '../endings/waits.ts'
import type { JobSpec } from '../job/job-spec.ts'
import type { JobHeader } from '../job/job-state.ts'
import { admitJobs, type Idempotency } from './admit-jobs.ts'
import { Broadcast } from './broadcast.ts'
import { unansweredMs } from './call-workers.ts'
import { correctLane } from './correct-times.ts'
import { forecastsOf } from './eta.ts'
import { GivenUpJobs } from './given-up-jobs.ts'
import { type LaneAddress, makeJobId, parseJobId } from './job-id.ts'
import { LaneAlarm } from './lane-alarm.ts'
import { LaneCrew } from './lane-crew.ts'
import { headOf, type LaneHead } from './lane-head.ts'
import {
  cancelTicket,
  expireTickets,
  finishTicket,
  type LaneEffect,
  nextLaneAlarm,
  pullTickets,
  readmitTicket,
  renewTickets,
  revokeTicket,
} from './lane-machine.ts'
import type { JobSummary, LaneSummary, LaneWorkerId, PullRequest, Receipt, WaitingJob } from './lane-port.ts'
import type { JobBlock, LaneShard, PulledTicket, SerializedJob } from './lane-shard.ts'
import { countRunnable, type GivenUpStatus, type LaneState, type Ticket } from './lane-state.ts'
import type { LaneStorage, LaneWrite } from './lane-storage.ts'
import { mayRead } from './may-read.ts'
import { type OpenShard, openShard } from './open-shard.ts'
import { type Renewal, renewalOf } from './renewal.ts'
import { summarizeLane } from './summarize-lane.ts'

/** The interfaces that a desk needs from its process. */
export interface LanePorts {
  storage: LaneStorage
  clock: DeskClock
  log: Log
  summarize(spec: JobSpec): JobSummary
  /** Sets the time of the next call of `alarm` (epoch milliseconds), in this process or a later one. Replaces the time that was set before. */
  setAlarm(at: number): Promise<void> | void
  /** The maximum number of workers that may work on the shard at once. */
  mostWorkers: number
  /** Starts `count` more workers that pull from the shard. */
  callWorkers(address: LaneAddress, count: number): Promise<void> | void
  /** Notifies a job's own object that the job was given up. */
  giveUp(job: JobHeader, status: GivenUpStatus, reason: string): Promise<void> | void
}

const rememberedMs = 86_400_000
/** Characters of the summaries in a block, of two bytes at most: a call between Workers takes 32 MiB. A summary has fewer than 150,000. */
const mostBlockLength = 8 * 1024 * 1024
/** The pace is not saved at every change, because each save is a write, and a lost sample only makes a few forecasts less exact. */
const paceSavedEveryMs = 5_000
/** One alarm announces given-up jobs for this long. The next alarm announces more. */
const announcingMs = 10_000
/** Given-up jobs that a block may hold; each is announced within seconds. */
const mostGivenUpRead = 5_000

/** The desk of `lane-machine`: keeps a shard in memory and in its storage, calls workers, and sets the alarm. */
export class LaneDesk implements LaneShard {
  readonly #ports: LanePorts
  readonly #crew: LaneCrew
  readonly #revocations: Broadcast<string>
  /** Null until the first call, and after a write that failed. */
  #known: OpenShard | null = null
  readonly #alarm: LaneAlarm
  readonly #givenUp: GivenUpJobs
  /** The time of the last call. An earlier time shows that the clock was set back. */
  #seenAt = 0
  #paceSavedAt = 0

  constructor(ports: LanePorts) {
    this.#ports = ports
    this.#crew = new LaneCrew(ports.clock, ports.mostWorkers)
    this.#revocations = new Broadcast(ports.clock)
    this.#alarm = new LaneAlarm(ports)
    this.#givenUp = new GivenUpJobs(ports, { shard: () => this.#shard, commit: (writes) => this.#commit(writes) })
  }

  /** The shard as it is in memory. Only the desk changes it. */
  get state(): LaneState {
    return this.#shard.state
  }

  async submitJobs(address: LaneAddress, jobs: SerializedJob[]): Promise<Receipt[]> {
    const { storage } = this.#ports
    const now = this.#begin()
    const { admissions, added, joined, remember } = admitJobs(
      this.state,
      jobs.map((job) => ({ ...job, deadline: now + job.deadlineSeconds * 1000 })),
      (keyId, key) => storage.recall(keyId, key, now),
      (sequence) => makeJobId({ ...address, sequence }, crypto.getRandomValues(new Uint8Array(10))),
      now,
    )
    const expiresAt = now + rememberedMs
    this.#commit([
      ...this.#noteAddress(address),
      ...added.map(({ ticket, index }): LaneWrite => ({ type: 'insert', ticket, ...textsOf(jobs[index]!) })),
      ...joined.map((ticket): LaneWrite => ({ type: 'save', ticket })),
      ...remember.map((record): LaneWrite => ({ type: 'remember', record, expiresAt })),
      ...(added.length > 0 ? [{ type: 'next_sequence' as const, next: this.state.nextSequence }] : []),
    ])
    await this.#settle(now)
    const forecast = forecastsOf(this.state)
    return admissions.map((one) => (one.ok ? { ...one, forecast: forecast(this.state.tickets.get(one.id)) } : one))
  }

  async readmit({ id, keyId, lane, spec, deadline, remainingMs }: JobHeader): Promise<void> {
    const { shard, sequence } = parseJobId(id)!
    const now = this.#begin()
    const endsAt = now + boundedWait(remainingMs, deadline - now)
    // Serialize before the ticket is added: if serializing fails, the state must not have a ticket without a row.
    const texts = { spec: JSON.stringify(spec), summary: JSON.stringify(this.#ports.summarize(spec)) }
    const ticket = readmitTicket(this.state, { id, sequence, keyId, deadline, endsAt }, now)
    if (!ticket) return
    this.#commit([...this.#noteAddress({ lane, shard }), { type: 'insert', ticket, ...texts }])
    await this.#settle(now)
  }

  async knowsPlace(keyId: string, { key, place }: Idempotency): Promise<boolean> {
    return this.#ports.storage.recall(keyId, key, this.#begin())?.ids[place] !== undefined
  }

  async findJob(keyId: string, jobId: string): Promise<WaitingJob | null> {
    this.#begin()
    const { state, address } = this.#shard
    const ticket = state.tickets.get(jobId)
    const givenUp = ticket ? null : this.#ports.storage.givenUpJob(jobId)
    const found = ticket ?? givenUp?.ticket
    if (!found || !mayRead(keyId, found, address!.lane)) return null
    const { submittedAt, attempt, notBefore } = found
    const about = { id: jobId, keyId: found.keyId, submittedAt, attempt, notBefore }
    // Until its own object has it, a given-up job is read here, so that its id is never unknown.
    if (givenUp) return { ...this.#summaryOf(givenUp), ...about, forecast: null, reason: givenUp.reason }
    return { ...this.#summaryOf({ id: jobId }), ...about, forecast: forecastsOf(state)(ticket!), reason: found.reason }
  }

  async head(keyId: string): Promise<LaneHead> {
    countRunnable(this.state, this.#begin())
    return headOf(this.state, keyId)
  }

  async block(keyId: string, firstId: string, endId: string): Promise<JobBlock> {
    this.#begin()
    const { tickets, nextSequence } = this.state
    const jobs: Record<string, string> = {}
    let room = mostBlockLength
    for (const { id, summary } of this.#ports.storage.summaries(firstId, endId)) {
      const ticket = tickets.get(id)
      if (ticket?.keyId !== keyId) continue
      room -= summary.length
      if (room < 0) return { nextSequence, cutAt: ticket.sequence, jobs }
      jobs[id] = `{"submittedAt":${ticket.submittedAt},${summary.slice(1)}`
    }
    for (const { ticket, spec } of this.#shard.hasGivenUp ? this.#ports.storage.givenUp(mostGivenUpRead) : []) {
      const { id, submittedAt } = ticket
      if (ticket.keyId !== keyId || id < firstId || id >= endId) continue
      jobs[id] = `{"submittedAt":${submittedAt},${JSON.stringify(this.#summaryOf({ spec })).slice(1)}`
    }
    return { nextSequence, jobs }
  }

  async summary({ lane }: LaneAddress): Promise<LaneSummary> {
    this.#begin()
    return { lane, ...summarizeLane(this.state, (id) => this.#summaryOf({ id }).kind) }
  }

  async cancel(jobId: string, knowsJoined = false): Promise<boolean | 'joined'> {
    const now = this.#begin()
    if (this.state.tickets.get(jobId)?.isJoined) return knowsJoined && 'joined'
    const effects = cancelTicket(this.state, jobId, now)
    if (!effects) return false
    this.#commit(writesOf(effects))
    await this.#settle(now)
    await this.#givenUp.announceOne(jobId)
    return true
  }

  async pullTickets(worker: LaneWorkerId, { max, spare = 0, waitMs, stays }: PullRequest): Promise<PulledTicket[]> {
    this.#crew.hear(worker)
    let pulled = this.#pullNow(max, spare)
    // New work need not be for this worker: another may have taken it, or its key may have no turn. Time that was set back counts as passed.
    for (let left = waitMs; pulled.length === 0 && left > 0; ) {
      const since = this.#ports.clock.now()
      await this.#crew.untilWork(left)
      left -= Math.max(1, this.#ports.clock.now() - since)
      pulled = this.#pullNow(max, spare)
    }
    const leaves = pulled.length === 0 && !stays
    if (leaves) this.#crew.lose(worker)
    if (pulled.length > 0 || leaves) await this.#settle(this.#begin())
    return pulled
  }

  async renewTickets(
    worker: LaneWorkerId,
    held: Array<{ id: string; token: string }>,
    knowsLines = false,
  ): Promise<Renewal | string[]> {
    // A full worker that holds nothing here only asks who waits. It must not keep the shard from calling another one.
    if (held.length > 0) this.#crew.hear(worker)
    const now = this.#begin()
    const kept = renewTickets(this.state, held, now)
    this.#save(kept)
    return knowsLines ? renewalOf(this.state, kept, now) : kept.map(({ id }) => id)
  }

  async finish(id: string, token: string, outcome: Outcome): Promise<void> {
    const now = this.#begin()
    const writes = writesOf(finishTicket(this.state, id, token, receivedOutcome(outcome, now), now))
    if (now - this.#paceSavedAt > paceSavedEveryMs) {
      this.#paceSavedAt = now
      writes.push({ type: 'pace', pace: this.state.pace })
    }
    this.#commit(writes)
    await this.#settle(now)
    if (writes.some(({ type }) => type === 'give_up')) await this.#givenUp.announceOne(id)
  }

  async revoke(jobId: string): Promise<void> {
    const now = this.#begin()
    const effects = revokeTicket(this.state, jobId, now)
    if (!effects) return
    this.#commit(writesOf(effects))
    await this.#settle(now)
    this.#revocations.send(jobId)
  }

  async revoked(waitMs: number): Promise<string[]> {
    this.#begin()
    const jobId = await this.#revocations.next(waitMs)
    return jobId === null ? [] : [jobId]
  }

  /** Called at the time that was set last. */
  async alarm(): Promise<void> {
    this.#alarm.forget()
    const now = this.#noteTime()
    this.#commit([...writesOf(expireTickets(this.state, now)), { type: 'forget', now }])
    await this.#settle(now)
    const until = now + announcingMs
    while (this.#shard.hasGivenUp && this.#ports.clock.now() < until) if (!(await this.#givenUp.announceSome())) break
  }

  get #shard(): OpenShard {
    this.#known ??= openShard(this.#ports.storage, this.#ports.clock.now())
    return this.#known
  }

  /** The time of a call. Every call, even a read, begins with this. It sets an alarm that is not known to be set or has not rung. */
  #begin(): number {
    const now = this.#noteTime()
    if (this.#alarm.isMissing(now)) void this.#alarm.set(this.#nextAlarm(now), now)
    return now
  }

  /** The present time. If the clock was set back, corrects all times. */
  #noteTime(): number {
    const now = this.#ports.clock.now()
    if (now < this.#seenAt) {
      this.#save(correctLane(this.state, now))
      this.#alarm.forget()
    }
    this.#seenAt = now
    return now
  }

  #nextAlarm(now: number): number {
    const { state, hasGivenUp } = this.#shard
    const never = Number.POSITIVE_INFINITY
    const repeatAt = countRunnable(state, now) > 0 || hasGivenUp ? now + unansweredMs : never
    return Math.min(nextLaneAlarm(state) ?? never, repeatAt)
  }

  /** Of a stored job by its id, or of a given-up job by its spec. */
  #summaryOf(job: { id: string } | { spec: string }): JobSummary {
    if ('spec' in job) return this.#ports.summarize(JSON.parse(job.spec))
    return JSON.parse(this.#ports.storage.summaryOf(job.id))
  }

  #noteAddress(address: LaneAddress): LaneWrite[] {
    if (this.#shard.address) return []
    this.#shard.address = address
    return [{ type: 'address', address }]
  }

  #pullNow(max: number, spare: number): PulledTicket[] {
    const now = this.#begin()
    const tickets = pullTickets(this.state, max, () => crypto.randomUUID(), now, spare)
    this.#save(tickets)
    return tickets.map(({ id, lease, attempt, keyId, submittedAt, deadline, endsAt }) => {
      const spec = this.#ports.storage.specOf(id)
      const remainingMs = Math.max(0, endsAt - now)
      return { id, token: lease!.token, attempt, keyId, spec, submittedAt, deadline, remainingMs }
    })
  }

  /** A change that was not stored has not happened, so the next call reads the shard from the storage again. */
  #commit(writes: LaneWrite[]): void {
    if (writes.length === 0) return
    try {
      this.#ports.storage.commit(writes)
    } catch (error) {
      this.#known = null
      throw error
    }
    if (writes.some(({ type }) => type === 'give_up')) this.#shard.hasGivenUp = true
  }

  #save(tickets: Ticket[]): void {
    this.#commit(tickets.map((ticket) => ({ type: 'save', ticket })))
  }

  /** Call it after every change. It sets the alarm first: if this process ends while it calls workers, the alarm calls them again. */
  async #settle(now: number): Promise<void> {
    const { state, address } = this.#shard
    await this.#alarm.set(this.#nextAlarm(now), now)
    const missing = this.#crew.wake(countRunnable(state, now), state.leased.size)
    if (missing > 0) await this.#callWorkers(address!, missing)
  }

  async #callWorkers(address: LaneAddress, count: number): Promise<void> {
    try {
      await this.#ports.callWorkers(address, count)
    } catch (error) {
      // The tickets are stored, and the alarm calls again. A job must not be refused because a queue is down.
      this.#ports.log.error('lane.wake_failed', { ...address, error: String(error) })
    }
  }
}

/** An outcome as a worker sent it, perhaps one of an earlier version. */
const receivedOutcome = (sent: Outcome, now: number): Outcome =>
  'reason' in sent && sent.kind !== 'reject' ? { ...sent, afterMs: waitOf(sent, now) } : sent

const textsOf = ({ spec, summary }: SerializedJob) => ({ spec, summary })

/** A given-up job is recorded before its row is deleted, because the record copies the spec of the row. */
function writesOf(effects: LaneEffect[]): LaneWrite[] {
  const [givenUp, others] = [
    effects.filter(({ type }) => type === 'give_up'),
    effects.filter(({ type }) => type !== 'give_up'),
  ]
  return [...givenUp, ...others]
}
