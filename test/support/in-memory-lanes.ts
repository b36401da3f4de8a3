import type { Clock } from '@edgesweep/core/context.ts'
import type { Outcome } from '@edgesweep/core/endings/outcome.ts'
import type { JobSpec } from '@edgesweep/core/job/job-spec.ts'
import type { JobHeader } from '@edgesweep/core/job/job-state.ts'
import { summarizeJob } from '@edgesweep/core/job/summarize-job.ts'
import { admitJobs, type Idempotency, type Remembered } from '@edgesweep/core/lane/admit-jobs.ts'
import { forecastsOf } from '@edgesweep/core/lane/eta.ts'
import { makeJobId, parseJobId } from '@edgesweep/core/lane/job-id.ts'
import { isShared, type Lane } from '@edgesweep/core/lane/lane.ts'
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
} from '@edgesweep/core/lane/lane-machine.ts'
import type {
  HeldTicket,
  LaneCaller,
  LaneSummary,
  LaneWorker,
  LaneWorkerId,
  NewJob,
  Receipt,
  WaitingJob,
} from '@edgesweep/core/lane/lane-port.ts'
import { type GivenUpStatus, type LaneState, restoreLane, type Ticket } from '@edgesweep/core/lane/lane-state.ts'
import { shardOf } from '@edgesweep/core/lane/shard-of.ts'

type GiveUp = (header: JobHeader, status: GivenUpStatus, reason: string) => void

/** Each lane in so many shards, stored as JSON text as a real one's rows are. Time's own doings are caught up with at each call. */
export class InMemoryLanes implements LaneCaller, LaneWorker {
  readonly shards: number
  readonly #clock: Clock
  readonly #giveUp: GiveUp
  readonly #lanes: Record<Lane, Shard[]>
  #tokens = 0

  constructor(clock: Clock, giveUp: GiveUp, shards = 1) {
    this.shards = shards
    this.#clock = clock
    this.#giveUp = giveUp
    const parts = () => Array.from({ length: shards }, () => new Shard())
    this.#lanes = { live: parts(), interactive: parts(), bulk: parts() }
  }

  async submit(lane: Lane, jobs: NewJob[]): Promise<Receipt[]> {
    const receipts: Receipt[] = []
    for (const [shard, placed] of Map.groupBy(jobs.entries(), ([, job]) => shardOf(job, this.shards))) {
      const own = this.#settle(lane, shard)
      const admitted = own.admit(
        { lane, shard },
        placed.map(([, job]) => job),
        this.#clock.now(),
      )
      for (const [n, receipt] of admitted.entries()) receipts[placed[n]![0]] = receipt
      own.wake()
    }
    return receipts
  }

  async knows(lane: Lane, keyId: string, { key, place }: Idempotency): Promise<boolean> {
    return (
      this.#lanes[lane][shardOf({ keyId, coalesce: null }, this.shards)]!.remembered.get(`${keyId} ${key}`)?.ids[
        place
      ] !== undefined
    )
  }

  async find(keyId: string, jobId: string): Promise<WaitingJob | null> {
    const { lane, shard } = this.#shardOf(jobId) ?? {}
    const ticket = shard?.state.tickets.get(jobId)
    if (!ticket || (ticket.keyId !== keyId && !isShared(lane!))) return null
    const { id, submittedAt, attempt, reason, notBefore } = ticket
    const forecast = forecastsOf(shard!.state)(ticket)
    const about = summarizeJob(shard!.specs.get(id)!)
    return { ...about, id, keyId: ticket.keyId, submittedAt, attempt, forecast, reason, notBefore }
  }

  findNow(keyId: string, jobId: string): Promise<WaitingJob | null> {
    return this.find(keyId, jobId)
  }

  async cancel(jobId: string): Promise<boolean> {
    const { lane, shard } = this.#shardOf(jobId) ?? {}
    const effects = shard ? cancelTicket(shard.state, jobId, this.#clock.now()) : null
    if (!lane || !shard || !effects) return false
    this.#carryOut(lane, shard, effects)
    return true
  }

  /** Takes back in a job that is to run again. */
  readmit({ id, lane, keyId, spec, deadline }: JobHeader): void {
    const { shard } = this.#shardOf(id)!
    const { sequence } = parseJobId(id)!
    const ticket = readmitTicket(shard.state, { id, sequence, keyId, deadline }, this.#clock.now())
    if (!ticket) return
    shard.specs.set(id, spec)
    shard.save(ticket)
    this.#settle(lane, parseJobId(id)!.shard).wake()
  }

  async revoke(jobId: string): Promise<void> {
    const { lane, shard } = this.#shardOf(jobId) ?? {}
    const effects = shard ? revokeTicket(shard.state, jobId, this.#clock.now()) : null
    if (!lane || !shard || !effects) return
    this.#carryOut(lane, shard, effects)
    for (const hear of shard.revocations.splice(0)) hear(jobId)
  }

  async revoked(lane: Lane, shard: number, waitMs: number): Promise<string[]> {
    const { revocations } = this.#lanes[lane][shard]!
    const next = new Promise<string[]>((resolve) => revocations.push((jobId) => resolve([jobId])))
    return Promise.race([next, this.#clock.sleep(waitMs).then(() => [])])
  }

  async summary(lane: Lane): Promise<LaneSummary> {
    const jobs = this.#lanes[lane].flatMap((_, shard) => {
      const { state, specs } = this.#settle(lane, shard)
      return [...state.tickets.values()].map(({ id, keyId, submittedAt, lease }) => ({
        id,
        keyId,
        kind: specs.get(id)!.kind,
        submittedAt,
        running: lease !== null,
      }))
    })
    const waiting = jobs.filter((job) => !job.running)
    const oldestWaitingAt = waiting.length > 0 ? Math.min(...waiting.map((job) => job.submittedAt)) : null
    const waitedMs = this.#lanes[lane].flatMap(({ state }) => state.pace.waitedMs)
    return { lane, waiting: waiting.length, running: jobs.length - waiting.length, oldestWaitingAt, waitedMs, jobs }
  }

  async pull(
    lane: Lane,
    shard: number,
    _worker: LaneWorkerId,
    { max, waitMs }: { max: number; waitMs: number; stays: boolean },
  ): Promise<HeldTicket[]> {
    const until = this.#clock.now() + waitMs
    while (true) {
      const own = this.#settle(lane, shard)
      const now = this.#clock.now()
      const tickets = pullTickets(own.state, max, () => `token-${++this.#tokens}`, now)
      for (const ticket of tickets) own.save(ticket)
      if (tickets.length > 0 || now >= until) return tickets.map((ticket) => held(ticket, own.specs.get(ticket.id)!))
      const next = Math.min(until, nextLaneAlarm(own.state) ?? until)
      await Promise.race([this.#clock.sleep(Math.max(next - now, 1)), own.news()])
    }
  }

  async renew(
    lane: Lane,
    shard: number,
    _worker: LaneWorkerId,
    leases: Array<{ id: string; token: string }>,
  ): Promise<string[]> {
    const own = this.#settle(lane, shard)
    const kept = renewTickets(own.state, leases, this.#clock.now())
    for (const ticket of kept) own.save(ticket)
    return kept.map((ticket) => ticket.id)
  }

  async finish({ id, token }: Pick<HeldTicket, 'id' | 'token'>, outcome: Outcome): Promise<void> {
    const { lane, shard } = this.#shardOf(id)!
    this.#carryOut(lane, shard, finishTicket(shard.state, id, token, outcome, this.#clock.now()))
  }

  /** Replaces the lane's process by one that knows only what was stored. */
  restart(lane: Lane): void {
    for (const shard of this.#lanes[lane]) shard.state = shard.restored()
  }

  #shardOf(jobId: string): { lane: Lane; shard: Shard } | null {
    const address = parseJobId(jobId)
    return address && { lane: address.lane, shard: this.#settle(address.lane, address.shard) }
  }

  #settle(lane: Lane, shard: number): Shard {
    const own = this.#lanes[lane][shard]!
    this.#carryOut(lane, own, expireTickets(own.state, this.#clock.now()))
    return own
  }

  #carryOut(lane: Lane, shard: Shard, effects: LaneEffect[]): void {
    for (const effect of effects) {
      if (effect.type === 'save') shard.save(effect.ticket)
      if (effect.type === 'remove') shard.stored.delete(effect.id)
      if (effect.type !== 'give_up') continue
      const { id, keyId, submittedAt, deadline } = effect.ticket
      this.#giveUp({ id, keyId, lane, spec: shard.specs.get(id)!, submittedAt, deadline }, effect.status, effect.reason)
    }
    if (effects.length > 0) shard.wake()
  }
}

class Shard {
  state: LaneState = restoreLane([], 1)
  readonly stored = new Map<string, string>()
  readonly specs = new Map<string, JobSpec>()
  readonly revocations: Array<(jobId: string) => void> = []
  readonly remembered = new Map<string, Remembered>()
  #waiting: Array<() => void> = []

  admit(address: { lane: Lane; shard: number }, jobs: NewJob[], now: number): Receipt[] {
    const { admissions, added, remember } = admitJobs(
      this.state,
      jobs.map((job) => ({ ...job, deadline: now + job.deadlineSeconds * 1000 })),
      (keyId, key) => this.remembered.get(`${keyId} ${key}`) ?? null,
      (sequence) => makeJobId({ ...address, sequence }, new Uint8Array(10)),
      now,
    )
    for (const record of remember) this.remembered.set(`${record.keyId} ${record.key}`, record)
    for (const { ticket, index } of added) {
      this.specs.set(ticket.id, jobs[index]!.spec)
      this.save(ticket)
    }
    const forecast = forecastsOf(this.state)
    return admissions.map((one) => (one.ok ? { ...one, forecast: forecast(this.state.tickets.get(one.id)) } : one))
  }

  save(ticket: Ticket): void {
    this.stored.set(ticket.id, JSON.stringify(ticket))
  }

  restored(): LaneState {
    const tickets = [...this.stored.values()].map((text) => JSON.parse(text) as Ticket)
    return restoreLane(tickets, this.state.nextSequence, this.state.pace)
  }

  /** Ends when there may be something to pull. */
  news(): Promise<void> {
    return new Promise((resolve) => this.#waiting.push(resolve))
  }

  wake(): void {
    for (const resolve of this.#waiting.splice(0)) resolve()
  }
}

function held({ id, lease, attempt, keyId, submittedAt, deadline }: Ticket, spec: JobSpec): HeldTicket {
  return { id, token: lease!.token, attempt, keyId, spec, submittedAt, deadline }
}
