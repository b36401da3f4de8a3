import { DurableObject } from 'cloudflare:workers'
import type { JobStatusObject } from '@edgesweep/cloudflare/objects.ts'
import { inputOfReport, itemsAfterReport } from '@edgesweep/core/job/item-report.ts'
import {
  applyToJob,
  beginJob,
  type JobEffect,
  type JobInput,
  nextJobAlarm,
  readyItems,
  stageOf,
} from '@edgesweep/core/job/job-machine.ts'
import type { ItemReport, ItemResult, JobView, NextItems, OutboxEntry } from '@edgesweep/core/job/job-port.ts'
import { isJobEnded, type JobHeader, type JobItem, type JobState } from '@edgesweep/core/job/job-state.ts'
import { planJob } from '@edgesweep/core/job/plan-job.ts'
import { viewJob } from '@edgesweep/core/job/view-job.ts'
import type { GivenUpStatus } from '@edgesweep/core/lane/lane-state.ts'
import type { Message } from '@edgesweep/core/messages.ts'
import { consoleLog } from '@edgesweep/core/system.ts'
import { JobStore } from './job-store.ts'

const log = consoleLog('state')

/** An outbox that nobody has emptied in this long is announced again: the first message may be lost. */
const outboxRepeatMs = 5_000
const outboxBatch = 200

/** One job from its start until its results expire: the shell around `job-machine`, which decides. */
export class JobStatus extends DurableObject<Env> implements JobStatusObject {
  readonly #store: JobStore
  #state: JobState | null

  constructor(ctx: DurableObjectState, env: Env) {
    super(ctx, env)
    this.#store = new JobStore(ctx.storage)
    this.#state = this.#store.restore()
  }

  async take(
    header: JobHeader,
    plan: Array<Pick<JobItem, 'label' | 'stage'>>,
    token: string,
    attempt: number,
  ): Promise<NextItems | null> {
    const state = this.#begun(header, plan)
    if (!(await this.#apply({ type: 'taken', token, attempt }))) return null
    return { ready: readyItems(state), ended: isJobEnded(state.status) }
  }

  async giveUp(header: JobHeader, status: GivenUpStatus, reason: string): Promise<void> {
    this.#begun(header, planJob(header.spec))
    await this.#apply({ type: 'given_up', status, reason })
  }

  startItem(token: string, index: number): Promise<boolean> {
    return this.#apply({ type: 'item.started', token, index })
  }

  async reportItem(token: string, index: number, report: ItemReport): Promise<NextItems | null> {
    const state = this.#state
    if (!state) return null
    const stage = stageOf(state)
    const result = report.type === 'ended' ? report.result : null
    if (!(await this.#apply(inputOfReport(report, token, index), { index, result }))) return null
    return itemsAfterReport(state, report, index, stage)
  }

  cancel(): Promise<boolean> {
    return this.#apply({ type: 'cancelled' })
  }

  read(): JobView | null {
    return this.#state && viewJob(this.#state)
  }

  results(from: number, limit: number): { job: JobView; items: ItemResult[] } | null {
    const job = this.read()
    return job && { job, items: this.#store.results(from, limit) }
  }

  outbox(): { job: JobView; entries: OutboxEntry[] } | null {
    const job = this.read()
    const entries = job ? this.#store.outbox(outboxBatch) : []
    return job && entries.length > 0 ? { job, entries } : null
  }

  async acknowledge(entryIds: string[]): Promise<void> {
    if (!this.#state) return
    this.#store.removeFromOutbox(entryIds)
    await this.#setAlarm(this.#state)
  }

  override async alarm(): Promise<void> {
    const state = this.#state
    if (!state) return
    const now = Date.now()
    await this.#apply({ type: 'deadline' })
    if (this.#store.hasOutbox()) await this.#announceOutbox(state)
    else if (state.expiresAt !== null && state.expiresAt <= now) {
      this.#state = null
      await this.ctx.storage.deleteAll()
      return
    }
    await this.#setAlarm(state)
  }

  #begun(header: JobHeader, plan: Array<Pick<JobItem, 'label' | 'stage'>>): JobState {
    if (this.#state) return this.#state
    const state = beginJob(header, plan, Date.now())
    this.ctx.storage.transactionSync(() => this.#store.create(state))
    this.#state = state
    return state
  }

  /** Feeds the machine and stores what it says, all in one commit. False when the input came too late. */
  async #apply(input: JobInput, outcome?: { index: number; result: unknown }): Promise<boolean> {
    const state = this.#state
    if (!state) return false
    const now = Date.now()
    const { accepted, effects } = applyToJob(state, input, now)
    if (!accepted) return false
    try {
      this.ctx.storage.transactionSync(() => this.#save(state, effects, outcome, now))
    } catch (error) {
      // What cannot be stored has not happened: the state in memory must not say otherwise.
      this.#state = this.#store.restore()
      throw error
    }
    if (input.type !== 'item.started') await this.#setAlarm(state)
    // What ends a job is told at once; the rest waits for it, or for the alarm.
    if (isJobEnded(state.status)) await this.#announceOutbox(state)
    return true
  }

  #save(state: JobState, effects: JobEffect[], outcome: { index: number; result: unknown } | undefined, now: number) {
    if (outcome && outcome.result !== null) this.#store.saveResult(outcome.index, outcome.result)
    for (const effect of effects) {
      if (effect.type === 'save_item') this.#store.saveItem(effect.index, state.items[effect.index]!)
      else this.#store.addEvent(state.id, effect.event, now)
    }
    this.#store.saveHeader(state)
  }

  async #setAlarm(state: JobState): Promise<void> {
    const outboxAt = this.#store.hasOutbox() ? Date.now() + outboxRepeatMs : Number.POSITIVE_INFINITY
    await this.ctx.storage.setAlarm(Math.min(nextJobAlarm(state), outboxAt))
  }

  async #announceOutbox(state: JobState): Promise<void> {
    try {
      await this.env.WEBHOOKS_QUEUE.send({ kind: 'job.outbox', jobId: state.id } satisfies Message)
    } catch (error) {
      log.error('outbox.wake_failed', { jobId: state.id, error: String(error) })
    }
  }
}
