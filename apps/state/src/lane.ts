import { DurableObject } from 'cloudflare:workers'
import {
  type JobBlock,
  type JobStatusObject,
  type LaneAddress,
  type LaneObject,
  objectNamed,
  type PulledTicket,
  type StoredJob,
} from '@edgesweep/cloudflare/objects.ts'
import type { Outcome } from '@edgesweep/core/endings/outcome.ts'
import type { JobHeader } from '@edgesweep/core/job/job-state.ts'
import { summarizeJob } from '@edgesweep/core/job/summarize-job.ts'
import { admitJobs, type Idempotency } from '@edgesweep/core/lane/admit-jobs.ts'
import { forecastsOf } from '@edgesweep/core/lane/eta.ts'
import { makeJobId, parseJobId } from '@edgesweep/core/lane/job-id.ts'
import { isShared } from '@edgesweep/core/lane/lane.ts'
import { headOf, type LaneHead } from '@edgesweep/core/lane/lane-head.ts'
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
import type { JobSummary, LaneSummary, LaneWorkerId, Receipt, WaitingJob } from '@edgesweep/core/lane/lane-port.ts'
import { countRunnable, firstOf, type LaneState } from '@edgesweep/core/lane/lane-state.ts'
import { consoleLog } from '@edgesweep/core/system.ts'
import { type GivenUp, LaneStore } from './lane-store.ts'
import { News } from './news.ts'
import { Wakes } from './wakes.ts'

const log = consoleLog('state')

const rememberedMs = 86_400_000
const summaryJobs = 50
/** Losing it costs a few forecasts some of their honesty, and storing it a write. */
const paceSavedEveryMs = 5_000
/** Jobs that are told in one go that they were given up; the alarm goes on with the rest. */
const toldAtOnce = 50

/** Who waits in one shard of a lane: the shell around `lane-machine`, which decides. */
export class Lane extends DurableObject<Env> implements LaneObject {
  readonly #store: LaneStore
  readonly #state: LaneState
  readonly #wakes: Wakes
  readonly #revocations = new News<string>()
  #paceSavedAt = 0
  #toTell: boolean

  constructor(ctx: DurableObjectState, env: Env) {
    super(ctx, env)
    this.#store = new LaneStore(ctx.storage)
    this.#state = this.#store.restore()
    this.#wakes = new Wakes(env, ctx.storage)
    this.#toTell = this.#store.givenUp(1).length > 0
  }

  async submitJobs(address: LaneAddress, jobs: StoredJob[]): Promise<Receipt[]> {
    this.#wakes.address(address)
    const now = Date.now()
    const { admissions, added, remember } = admitJobs(
      this.#state,
      jobs.map((job) => ({ ...job, deadline: now + job.deadlineSeconds * 1000 })),
      (keyId, key) => this.#store.recall(keyId, key, now),
      (sequence) => makeJobId({ ...address, sequence }, crypto.getRandomValues(new Uint8Array(10))),
      now,
    )
    for (const { ticket, index } of added) this.#store.insert(ticket, jobs[index]!)
    for (const record of remember) this.#store.remember(record, now + rememberedMs)
    if (added.length > 0) this.#store.saveNextSequence(this.#state.nextSequence)
    await this.#settle(now)
    const forecast = forecastsOf(this.#state)
    return admissions.map((one) => (one.ok ? { ...one, forecast: forecast(this.#state.tickets.get(one.id)) } : one))
  }

  async readmit({ id, keyId, lane, spec, deadline }: JobHeader): Promise<void> {
    const { shard, sequence } = parseJobId(id)!
    this.#wakes.address({ lane, shard })
    const now = Date.now()
    const stored = { spec: JSON.stringify(spec), summary: JSON.stringify(summarizeJob(spec)) }
    const ticket = readmitTicket(this.#state, { id, sequence, keyId, deadline }, now)
    if (!ticket) return
    this.#store.insert(ticket, stored)
    await this.#settle(now)
  }

  knowsPlace(keyId: string, { key, place }: Idempotency): boolean {
    return this.#store.recall(keyId, key, Date.now())?.ids[place] !== undefined
  }

  findJob(keyId: string, jobId: string): WaitingJob | null {
    const ticket = this.#state.tickets.get(jobId)
    if (!ticket || (ticket.keyId !== keyId && !isShared(this.#wakes.lane))) return null
    const summary: JobSummary = JSON.parse(this.#store.summaryOf(jobId))
    const { id, submittedAt, attempt, reason, notBefore } = ticket
    const forecast = forecastsOf(this.#state)(ticket)
    return { ...summary, id, keyId: ticket.keyId, submittedAt, attempt, forecast, reason, notBefore }
  }

  head(keyId: string): LaneHead {
    countRunnable(this.#state, Date.now())
    return headOf(this.#state, keyId)
  }

  block(keyId: string, firstId: string, endId: string): JobBlock {
    const jobs: Record<string, string> = {}
    for (const { id, summary } of this.#store.summaries(firstId, endId)) {
      const ticket = this.#state.tickets.get(id)
      if (ticket?.keyId === keyId) jobs[id] = `{"submittedAt":${ticket.submittedAt},${summary.slice(1)}`
    }
    return { nextSequence: this.#state.nextSequence, jobs }
  }

  async cancel(jobId: string): Promise<boolean> {
    const now = Date.now()
    const effects = cancelTicket(this.#state, jobId, now)
    if (!effects) return false
    this.#carryOut(effects)
    await this.#settle(now)
    return true
  }

  summary({ lane }: LaneAddress): LaneSummary {
    const { tickets, leased, queues } = this.#state
    const firsts = [...queues.values()].map(firstOf)
    const waiting = firsts.length > 0 ? queues.get(firsts[0]!.keyId)!.waiting.slice(0, summaryJobs) : []
    const shown = [...new Set([...leased, ...firsts, ...waiting])].slice(0, summaryJobs)
    return {
      lane,
      waiting: tickets.size - leased.size,
      running: leased.size,
      oldestWaitingAt: firsts.length > 0 ? Math.min(...firsts.map((ticket) => ticket.submittedAt)) : null,
      waitedMs: this.#state.pace.waitedMs,
      jobs: shown.map(({ id, keyId, submittedAt, lease }) => ({
        id,
        keyId,
        kind: (JSON.parse(this.#store.summaryOf(id)) as JobSummary).kind,
        submittedAt,
        running: lease !== null,
      })),
    }
  }

  async pullTickets(
    worker: LaneWorkerId,
    { max, waitMs, stays }: { max: number; waitMs: number; stays: boolean },
  ): Promise<PulledTicket[]> {
    if (worker.slots > 0) this.#wakes.heard(worker)
    let pulled = this.#pullNow(max)
    if (pulled.length === 0 && waitMs > 0) {
      await this.#wakes.news(waitMs)
      pulled = this.#pullNow(max)
    }
    const leaves = pulled.length === 0 && !stays
    if (leaves) this.#wakes.left(worker)
    if (pulled.length > 0 || leaves) await this.#settle(Date.now())
    return pulled
  }

  async renewTickets(worker: LaneWorkerId, held: Array<{ id: string; token: string }>): Promise<string[]> {
    if (worker.slots > 0) this.#wakes.heard(worker)
    const kept = renewTickets(this.#state, held, Date.now())
    for (const ticket of kept) this.#store.save(ticket)
    return kept.map((ticket) => ticket.id)
  }

  async finish(id: string, token: string, outcome: Outcome): Promise<void> {
    const now = Date.now()
    this.#carryOut(finishTicket(this.#state, id, token, outcome, now))
    if (now - this.#paceSavedAt > paceSavedEveryMs) {
      this.#paceSavedAt = now
      this.#store.savePace(this.#state.pace)
    }
    await this.#settle(now)
  }

  async revoke(jobId: string): Promise<void> {
    const now = Date.now()
    const effects = revokeTicket(this.#state, jobId, now)
    if (!effects) return
    this.#carryOut(effects)
    await this.#settle(now)
    this.#revocations.tell(jobId)
  }

  async revoked(waitMs: number): Promise<string[]> {
    const jobId = await this.#revocations.next(waitMs)
    return jobId === null ? [] : [jobId]
  }

  override async alarm(): Promise<void> {
    const now = Date.now()
    this.#wakes.rang()
    this.#carryOut(expireTickets(this.#state, now))
    this.#store.forget(now)
    await this.#settle(now)
  }

  #pullNow(max: number): PulledTicket[] {
    const tickets = pullTickets(this.#state, max, () => crypto.randomUUID(), Date.now())
    return tickets.map((ticket) => {
      this.#store.save(ticket)
      const { id, attempt, keyId, submittedAt, deadline } = ticket
      return { id, token: ticket.lease!.token, attempt, keyId, spec: this.#store.specOf(id), submittedAt, deadline }
    })
  }

  #carryOut(effects: LaneEffect[]): void {
    // A job that is given up is noted before its ticket goes, so that a crash between the two tells it again.
    for (const effect of effects) {
      if (effect.type !== 'give_up') continue
      this.#store.addGivenUp(effect)
      this.#toTell = true
    }
    for (const effect of effects) {
      if (effect.type === 'save') this.#store.save(effect.ticket)
      if (effect.type === 'remove') this.#store.remove(effect.id)
    }
  }

  /** After every change: tell given-up jobs, wake workers when there is work, and set the alarm. */
  async #settle(now: number): Promise<void> {
    const runnable = countRunnable(this.#state, now)
    await this.#wakes.settle(runnable, this.#state.leased.size, this.#toTell, nextLaneAlarm(this.#state), now)
    if (!this.#toTell) return
    await Promise.all(this.#store.givenUp(toldAtOnce).map((given) => this.#tellGivenUp(given)))
    this.#toTell = this.#store.givenUp(1).length > 0
  }

  /** Tells a job that it was given up. What fails is told again by the alarm: the call that brought us here has done its own part. */
  async #tellGivenUp({ ticket, status, reason, spec }: GivenUp & { spec: string }): Promise<void> {
    const { id, keyId, submittedAt, deadline } = ticket
    const header = { id, keyId, lane: this.#wakes.lane, spec: JSON.parse(spec), submittedAt, deadline }
    try {
      await objectNamed<JobStatusObject>(this.env.JOB_STATUS, id).giveUp(header, status, reason)
      this.#store.removeGivenUp(id)
    } catch (error) {
      log.error('lane.give_up_failed', { jobId: id, error: String(error) })
    }
  }
}
