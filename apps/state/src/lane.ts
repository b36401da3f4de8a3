import { DurableObject } from 'cloudflare:workers'
import { type JobStatusObject, type LaneAddress, type LaneObject, objectNamed } from '@edgesweep/cloudflare/objects.ts'
import { makeJobId } from '@edgesweep/core/job/job-id.ts'
import type { JobSpec } from '@edgesweep/core/job/job-spec.ts'
import { forecastTicket } from '@edgesweep/core/lane/eta.ts'
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
import type { HeldTicket, LaneSummary, NewJob, Receipt, WaitingJob } from '@edgesweep/core/lane/lane-port.ts'
import type { LaneState } from '@edgesweep/core/lane/lane-state.ts'
import type { Outcome } from '@edgesweep/core/outcome.ts'
import { consoleLog } from '@edgesweep/core/system.ts'
import { type GivenUp, LaneStore } from './lane-store.ts'
import { Wakes } from './wakes.ts'

const log = consoleLog('state')

/** How many jobs a lane is taken to work on at a time, for the forecast. */
const assumedSlots = 8
const idempotencyMs = 86_400_000
const summaryJobs = 50

/** Who waits in one shard of a lane: the shell around `lane-machine`, which decides. */
export class Lane extends DurableObject<Env> implements LaneObject {
  readonly #store: LaneStore
  readonly #state: LaneState
  readonly #wakes: Wakes

  constructor(ctx: DurableObjectState, env: Env) {
    super(ctx, env)
    this.#store = new LaneStore(ctx.storage)
    this.#state = this.#store.restore()
    this.#wakes = new Wakes(env, ctx.storage)
  }

  async submit(address: LaneAddress, jobs: NewJob[]): Promise<Receipt[]> {
    this.#wakes.address(address)
    const now = Date.now()
    const receipts = jobs.map((job) => this.#submitOne(address, job, now))
    this.#store.saveCounters(this.#state)
    await this.#settle(now)
    return receipts
  }

  knows(keyId: string, idempotencyKey: string): boolean {
    return this.#store.findIdempotent(keyId, idempotencyKey, Date.now()) !== null
  }

  find(jobId: string): WaitingJob | null {
    const ticket = this.#state.tickets.get(jobId)
    if (!ticket) return null
    return {
      id: ticket.id,
      keyId: ticket.keyId,
      spec: this.#store.specOf(jobId),
      submittedAt: ticket.submittedAt,
      attempt: ticket.attempt,
      forecast: ticket.lease ? null : forecastTicket(this.#state, ticket, assumedSlots),
      reason: ticket.reason,
      notBefore: ticket.notBefore,
    }
  }

  async cancel(jobId: string): Promise<boolean> {
    const effects = cancelTicket(this.#state, jobId)
    if (!effects) return false
    this.#carryOut(effects)
    await this.#settle(Date.now())
    return true
  }

  summary({ lane }: LaneAddress): LaneSummary {
    const tickets = [...this.#state.tickets.values()]
    const waiting = tickets.filter((ticket) => !ticket.lease)
    const running = tickets.filter((ticket) => ticket.lease)
    return {
      lane,
      waiting: waiting.length,
      running: running.length,
      oldestWaitingAt: waiting.length > 0 ? Math.min(...waiting.map((ticket) => ticket.submittedAt)) : null,
      jobs: [...running, ...waiting].slice(0, summaryJobs).map((ticket) => ({
        id: ticket.id,
        keyId: ticket.keyId,
        kind: this.#store.specOf(ticket.id).kind,
        submittedAt: ticket.submittedAt,
        running: ticket.lease !== null,
      })),
    }
  }

  async pull(max: number, waitMs: number): Promise<HeldTicket[]> {
    let pulled = this.#pullNow(max)
    if (pulled.length === 0 && waitMs > 0) {
      await this.#wakes.news(waitMs)
      pulled = this.#pullNow(max)
    }
    const leaves = pulled.length === 0 && waitMs === 0
    this.#wakes.pulled(leaves)
    if (pulled.length > 0 || leaves) await this.#settle(Date.now())
    return pulled
  }

  async renew(held: Array<{ id: string; token: string }>): Promise<string[]> {
    const kept = renewTickets(this.#state, held, Date.now())
    for (const ticket of kept) this.#store.save(ticket)
    return kept.map((ticket) => ticket.id)
  }

  async finish(id: string, token: string, outcome: Outcome): Promise<void> {
    const now = Date.now()
    this.#carryOut(finishTicket(this.#state, id, token, outcome, now))
    if (outcome.kind === 'done') this.#store.saveCounters(this.#state)
    await this.#settle(now)
  }

  override async alarm(): Promise<void> {
    const now = Date.now()
    this.#carryOut(expireTickets(this.#state, now))
    this.#store.forgetIdempotent(now)
    await this.#settle(now)
  }

  #submitOne(address: LaneAddress, job: NewJob, now: number): Receipt {
    const { idempotency, keyId } = job
    const earlier = idempotency && this.#store.findIdempotent(keyId, idempotency.key, now)
    if (earlier && earlier.bodySha256 !== idempotency.bodySha256) return { ok: false, reason: 'idempotency_conflict' }
    if (earlier) return this.#receipt(earlier.jobId, true)
    if (this.#state.tickets.size >= maxTickets) return { ok: false, reason: 'lane_full' }
    const { ids, added } = submitTickets(
      this.#state,
      [{ keyId, deadline: now + job.deadlineSeconds * 1000, coalesce: job.coalesce }],
      (sequence) => makeJobId({ ...address, sequence }, crypto.getRandomValues(new Uint8Array(10))),
      now,
    )
    for (const { ticket } of added) this.#store.insert(ticket, job.spec)
    if (idempotency)
      this.#store.addIdempotent(keyId, idempotency.key, idempotency.bodySha256, ids[0]!, now + idempotencyMs)
    return this.#receipt(ids[0]!, added.length === 0)
  }

  #receipt(id: string, replayed: boolean): Receipt {
    const ticket = this.#state.tickets.get(id)
    const waits = ticket && !ticket.lease
    const forecast = waits
      ? forecastTicket(this.#state, ticket, assumedSlots)
      : { position: 0, etaSeconds: { p50: 0, p90: 0 } }
    return { ok: true, id, replayed, forecast }
  }

  #pullNow(max: number): HeldTicket[] {
    const tickets = pullTickets(this.#state, max, () => crypto.randomUUID(), Date.now())
    return tickets.map((ticket) => {
      this.#store.save(ticket)
      const { id, attempt, keyId, submittedAt, deadline } = ticket
      return { id, token: ticket.lease!.token, attempt, keyId, spec: this.#store.specOf(id), submittedAt, deadline }
    })
  }

  #carryOut(effects: LaneEffect[]): void {
    // A job that is given up is noted before its ticket goes, so that a crash between the two tells it again.
    for (const effect of effects) if (effect.type === 'give_up') this.#store.addGivenUp(effect)
    for (const effect of effects) {
      if (effect.type === 'save') this.#store.save(effect.ticket)
      if (effect.type === 'remove') this.#store.remove(effect.id)
    }
  }

  /** After every change: tell given-up jobs, wake a worker when there is work, and set the alarm. */
  async #settle(now: number): Promise<void> {
    const given = this.#store.givenUp()
    const runnable = [...this.#state.queues.values()].some((queue) => queue.some((ticket) => ticket.notBefore <= now))
    await this.#wakes.settle(runnable, given.length > 0, nextLaneAlarm(this.#state, now), now)
    for (const one of given) await this.#tellGivenUp(one)
  }

  /** Tells a job that it was given up. What fails is told again by the alarm: the call that brought us here has done its own part. */
  async #tellGivenUp({ ticket, status, reason, spec }: GivenUp & { spec: JobSpec }): Promise<void> {
    const { id, keyId, submittedAt, deadline } = ticket
    const header = { id, keyId, lane: this.#wakes.lane, spec, submittedAt, deadline }
    try {
      await objectNamed<JobStatusObject>(this.env.JOB_STATUS, id).giveUp(header, status, reason)
      this.#store.removeGivenUp(id)
    } catch (error) {
      log.error('lane.give_up_failed', { jobId: id, error: String(error) })
    }
  }
}
