import type { Clock } from '@edgesweep/core/context.ts'
import { makeJobId, parseJobId } from '@edgesweep/core/job/job-id.ts'
import type { JobSpec } from '@edgesweep/core/job/job-spec.ts'
import type { JobHeader } from '@edgesweep/core/job/job-state.ts'
import { forecastTicket } from '@edgesweep/core/lane/eta.ts'
import type { Lane } from '@edgesweep/core/lane/lane.ts'
import {
  cancelTicket,
  expireTickets,
  finishTicket,
  type LaneEffect,
  maxTickets,
  nextLaneAlarm,
  pullTickets,
  renewTickets,
  submitTickets,
} from '@edgesweep/core/lane/lane-machine.ts'
import type {
  HeldTicket,
  LaneCaller,
  LaneSummary,
  LaneWorker,
  NewJob,
  Receipt,
  WaitingJob,
} from '@edgesweep/core/lane/lane-port.ts'
import { type GivenUpStatus, type LaneState, restoreLane, type Ticket } from '@edgesweep/core/lane/lane-state.ts'
import type { Outcome } from '@edgesweep/core/outcome.ts'

type GiveUp = (header: JobHeader, status: GivenUpStatus, reason: string) => void

/** One shard of each lane, stored as JSON text as a real one's rows are. Time's own doings are caught up with at each call. */
export class InMemoryLanes implements LaneCaller, LaneWorker {
  readonly #clock: Clock
  readonly #giveUp: GiveUp
  readonly #slots: number
  readonly #shards = { live: new Shard(), interactive: new Shard(), bulk: new Shard() } satisfies Record<Lane, Shard>
  readonly #idempotent = new Map<string, { id: string; bodySha256: string }>()
  #tokens = 0

  /** `slots`: how many jobs a lane is taken to work on at a time, for the forecast. */
  constructor(clock: Clock, giveUp: GiveUp, slots = 8) {
    this.#clock = clock
    this.#giveUp = giveUp
    this.#slots = slots
  }

  async submit(lane: Lane, jobs: NewJob[]): Promise<Receipt[]> {
    const receipts = jobs.map((job) => this.#submitOne(lane, job))
    this.#settle(lane).wake()
    return receipts
  }

  async knows(_lane: Lane, keyId: string, idempotencyKey: string): Promise<boolean> {
    return this.#idempotent.has(`${keyId} ${idempotencyKey}`)
  }

  async find(jobId: string): Promise<WaitingJob | null> {
    const lane = parseJobId(jobId)?.lane
    const ticket = lane && this.#settle(lane).state.tickets.get(jobId)
    if (!ticket) return null
    const { id, keyId, submittedAt, attempt, reason, notBefore } = ticket
    const { state, specs } = this.#shards[lane]
    const forecast = ticket.lease ? null : forecastTicket(state, ticket, this.#slots)
    return { id, keyId, spec: specs.get(id)!, submittedAt, attempt, forecast, reason, notBefore }
  }

  async cancel(jobId: string): Promise<boolean> {
    const lane = parseJobId(jobId)?.lane
    const effects = lane ? cancelTicket(this.#settle(lane).state, jobId) : null
    if (!lane || !effects) return false
    this.#carryOut(lane, effects)
    return true
  }

  async summary(lane: Lane): Promise<LaneSummary> {
    const { state, specs } = this.#settle(lane)
    const jobs = [...state.tickets.values()].map(({ id, keyId, submittedAt, lease }) => ({
      id,
      keyId,
      kind: specs.get(id)!.kind,
      submittedAt,
      running: lease !== null,
    }))
    const waiting = jobs.filter((job) => !job.running)
    const oldestWaitingAt = waiting.length > 0 ? Math.min(...waiting.map((job) => job.submittedAt)) : null
    return { lane, waiting: waiting.length, running: jobs.length - waiting.length, oldestWaitingAt, jobs }
  }

  async pull(lane: Lane, _shard: number, max: number, waitMs: number): Promise<HeldTicket[]> {
    const until = this.#clock.now() + waitMs
    while (true) {
      const { state, specs } = this.#settle(lane)
      const now = this.#clock.now()
      const tickets = pullTickets(state, max, () => `token-${++this.#tokens}`, now)
      for (const ticket of tickets) this.#shards[lane].save(ticket)
      if (tickets.length > 0 || now >= until) return tickets.map((ticket) => held(ticket, specs.get(ticket.id)!))
      const next = Math.min(until, nextLaneAlarm(state, now) ?? until)
      await Promise.race([this.#clock.sleep(Math.max(next - now, 1)), this.#shards[lane].news()])
    }
  }

  async renew(lane: Lane, _shard: number, leases: Array<{ id: string; token: string }>): Promise<string[]> {
    const kept = renewTickets(this.#settle(lane).state, leases, this.#clock.now())
    for (const ticket of kept) this.#shards[lane].save(ticket)
    return kept.map((ticket) => ticket.id)
  }

  async finish({ id, token }: Pick<HeldTicket, 'id' | 'token'>, outcome: Outcome): Promise<void> {
    const { lane } = parseJobId(id)!
    this.#carryOut(lane, finishTicket(this.#settle(lane).state, id, token, outcome, this.#clock.now()))
  }

  /** Replaces the lane's process by one that knows only what was stored. */
  restart(lane: Lane): void {
    const shard = this.#shards[lane]
    shard.state = shard.restored()
  }

  #submitOne(lane: Lane, { keyId, spec, deadlineSeconds, coalesce, idempotency }: NewJob): Receipt {
    const shard = this.#shards[lane]
    const caller = idempotency && `${keyId} ${idempotency.key}`
    const earlier = caller ? this.#idempotent.get(caller) : undefined
    if (earlier && earlier.bodySha256 !== idempotency?.bodySha256) return { ok: false, reason: 'idempotency_conflict' }
    if (earlier) return { ok: true, id: earlier.id, replayed: true, forecast: this.#forecast(shard, earlier.id) }
    if (shard.state.tickets.size >= maxTickets) return { ok: false, reason: 'lane_full' }
    const now = this.#clock.now()
    const { ids, added } = submitTickets(
      shard.state,
      [{ keyId, deadline: now + deadlineSeconds * 1000, coalesce }],
      (sequence) => makeJobId({ lane, shard: 0, sequence }, new Uint8Array(10)),
      now,
    )
    const [id] = ids as [string]
    for (const { ticket } of added) {
      shard.specs.set(id, spec)
      shard.save(ticket)
    }
    if (caller) this.#idempotent.set(caller, { id, bodySha256: idempotency!.bodySha256 })
    return { ok: true, id, replayed: added.length === 0, forecast: this.#forecast(shard, id) }
  }

  #forecast({ state }: Shard, id: string) {
    const ticket = state.tickets.get(id)
    if (ticket && !ticket.lease) return forecastTicket(state, ticket, this.#slots)
    return { position: 0, etaSeconds: { p50: 0, p90: 0 } }
  }

  #settle(lane: Lane): Shard {
    const shard = this.#shards[lane]
    this.#carryOut(lane, expireTickets(shard.state, this.#clock.now()))
    return shard
  }

  #carryOut(lane: Lane, effects: LaneEffect[]): void {
    const shard = this.#shards[lane]
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
  state: LaneState = restoreLane([], 1, [])
  readonly stored = new Map<string, string>()
  readonly specs = new Map<string, JobSpec>()
  #waiting: Array<() => void> = []

  save(ticket: Ticket): void {
    this.stored.set(ticket.id, JSON.stringify(ticket))
  }

  restored(): LaneState {
    const tickets = [...this.stored.values()].map((text) => JSON.parse(text) as Ticket)
    return restoreLane(tickets, this.state.nextSequence, this.state.serviceTimes)
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
