import { DurableObject } from 'cloudflare:workers'
import { type JobStatusObject, type LaneObject, laneName, objectNamed } from '@edgesweep/cloudflare/objects.ts'
import { inputOfReport, itemsAfterReport } from '@edgesweep/core/job/item-report.ts'
import { applyToJob, beginJob, type JobInput, stageOf } from '@edgesweep/core/job/job-machine.ts'
import {
  type ItemReport,
  type ItemResult,
  type JobView,
  type LoggedEvent,
  type NextItems,
  outboxPage,
  type TakenItems,
} from '@edgesweep/core/job/job-port.ts'
import {
  isJobEnded,
  type JobEffect,
  type JobHeader,
  type JobItem,
  type JobState,
  type Revival,
} from '@edgesweep/core/job/job-state.ts'
import { planJob } from '@edgesweep/core/job/plan-job.ts'
import { tellsResults } from '@edgesweep/core/job/streamed-event.ts'
import { takeJob } from '@edgesweep/core/job/take-job.ts'
import { viewJob } from '@edgesweep/core/job/view-job.ts'
import { parseJobId } from '@edgesweep/core/lane/job-id.ts'
import type { GivenUpStatus } from '@edgesweep/core/lane/lane-state.ts'
import { consoleLog } from '@edgesweep/core/system.ts'
import type { Message } from '@edgesweep/core/work/messages.ts'
import { JobAlarm } from './job-alarm.ts'
import { JobStore } from './job-store.ts'
import { JobStreams } from './job-streams.ts'

const log = consoleLog('state')

/** One job from its start until its results expire: the shell around `job-machine`, which decides. */
export class JobStatus extends DurableObject<Env> implements JobStatusObject {
  readonly #store: JobStore
  readonly #streams: JobStreams
  readonly #alarm: JobAlarm
  #state: JobState | null

  constructor(ctx: DurableObjectState, env: Env) {
    super(ctx, env)
    this.#store = new JobStore(ctx.storage)
    this.#state = this.#store.restore()
    this.#alarm = new JobAlarm(ctx.storage)
    this.#streams = new JobStreams(ctx, (after, limit) =>
      this.#store.events(after, limit, this.#state !== null && tellsResults(this.#state.spec)),
    )
  }

  /** A WebSocket that carries the job's events; one may be opened before the job has begun. */
  override fetch(request: Request): Response {
    return this.#streams.open(request, this.#state)
  }

  /** The platform leaves a closing frame for us to answer; a client would wait for that. */
  override webSocketClose(socket: WebSocket): void {
    socket.close(1000)
  }

  async take(
    header: JobHeader,
    plan: Array<Pick<JobItem, 'label' | 'stage'>>,
    token: string,
    attempt: number,
    // A worker of an earlier version asks for none.
    start = 0,
  ): Promise<TakenItems | null> {
    const state = this.#begun(header, plan)
    const now = Date.now()
    const { taken, effects } = takeJob(state, { token, attempt, deadline: header.deadline }, start, now)
    if (taken) await this.#commit(state, effects, now)
    return taken
  }

  async giveUp(header: JobHeader, status: GivenUpStatus, reason: string): Promise<void> {
    this.#begun(header, planJob(header.spec))
    await this.#apply({ type: 'given_up', status, reason, deadline: header.deadline })
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

  async revive(items: Revival): Promise<'revived' | 'nothing_to_do' | null> {
    if (!this.#state) return null
    if (!(await this.#apply({ type: 'revived', items }))) return 'nothing_to_do'
    await this.#readmit(this.#state)
    return 'revived'
  }

  read(): JobView | null {
    return this.#state && viewJob(this.#state)
  }

  results(from: number, limit: number): { job: JobView; items: ItemResult[] } | null {
    const job = this.read()
    return job && { job, items: this.#store.results(from, limit) }
  }

  readOutbox(): { job: JobView; entries: LoggedEvent[] } | null {
    const job = this.read()
    const entries = job ? this.#store.outbox(outboxPage) : []
    return job && entries.length > 0 ? { job, entries } : null
  }

  async acknowledgeUpTo(seq: number): Promise<void> {
    if (!this.#state) return
    this.#store.acknowledge(this.#state, seq)
    await this.#setAlarm(this.#state)
  }

  override async alarm(): Promise<void> {
    this.#alarm.rang()
    const now = Date.now()
    await this.#apply({ type: 'deadline' })
    const state = this.#state
    if (!state) return
    if (this.#store.hasOutbox) {
      if (this.#alarm.announcesNow(state, now)) await this.#announceOutbox(state)
    } else if (state.expiresAt !== null && state.expiresAt <= now) {
      this.#streams.close()
      await this.ctx.storage.deleteAll()
      this.#state = this.#store.restore()
      return
    }
    if (state.status === 'queued' && this.#alarm.readmitsNow(now)) await this.#readmit(state)
    await this.#setAlarm(state)
  }

  #begun(header: JobHeader, plan: Array<Pick<JobItem, 'label' | 'stage'>>): JobState {
    this.#state ??= beginJob(header, plan, Date.now())
    return this.#state
  }

  /** Feeds the machine and stores what it says. False when the input came too late. */
  async #apply(input: JobInput, outcome: { index: number; result: unknown } | null = null): Promise<boolean> {
    const state = this.#state
    if (!state) return false
    const now = Date.now()
    const { accepted, effects } = applyToJob(state, input, now)
    if (accepted) await this.#commit(state, effects, now, outcome)
    return accepted
  }

  /** Stores a step of the machine, and the alarm for what it leads to, all in one commit. */
  async #commit(
    state: JobState,
    effects: JobEffect[],
    now: number,
    outcome: { index: number; result: unknown } | null = null,
  ): Promise<void> {
    try {
      this.#store.save(state, effects, now, outcome)
    } catch (error) {
      // What cannot be stored has not happened: the state in memory must not say otherwise.
      this.#state = this.#store.restore()
      throw error
    }
    if (effects.some(({ type }) => type === 'event')) this.#streams.publish(state)
    await this.#setAlarm(state)
    // What ends a job is told at once; the rest waits for it, or for the alarm.
    if (isJobEnded(state.status)) this.ctx.waitUntil(this.#announceOutbox(state))
  }

  #setAlarm(state: JobState): Promise<void> {
    return this.#alarm.set(state, this.#store.hasOutbox)
  }

  async #announceOutbox(state: JobState): Promise<void> {
    try {
      await this.env.WEBHOOKS_QUEUE.send({ kind: 'job.outbox', jobId: state.id } satisfies Message)
    } catch (error) {
      log.error('outbox.wake_failed', { jobId: state.id, error: String(error) })
    }
  }

  /** Puts the job in its lane's line again. What fails is tried again by the alarm. */
  async #readmit(state: JobState): Promise<void> {
    const { id, keyId, lane, spec, submittedAt, deadline } = state
    const laneObject = objectNamed<LaneObject>(this.env.LANE, laneName(parseJobId(id)!))
    try {
      await laneObject.readmit({ id, keyId, lane, spec, submittedAt, deadline })
      this.#alarm.readmitted(state, true)
    } catch (error) {
      this.#alarm.readmitted(state, false)
      log.error('job.readmit_failed', { jobId: id, error: String(error) })
    }
    await this.#setAlarm(state)
  }
}
