import type { Clock, Log } from '../context.ts'
import type { GivenUpStatus } from '../lane/lane-state.ts'
import { continueJob } from './correct-job.ts'
import { answerReport, inputOfReport } from './item-report.ts'
import { JobAlarm } from './job-alarm.ts'
import { applyToJob, beginJob, type JobInput } from './job-machine.ts'
import {
  type ItemReport,
  type ItemResult,
  type JobView,
  type LoggedEvent,
  outboxPage,
  type ReportAnswer,
  type TakenItems,
} from './job-port.ts'
import {
  isJobEnded,
  type JobEffect,
  type JobEvent,
  type JobHeader,
  type JobItem,
  type JobState,
  type Revival,
} from './job-state.ts'
import type { JobLife, JobStorage } from './job-storage.ts'
import { planJob, streamsResults } from './plan-job.ts'
import { headOf, itemOf, lifeOf, pageOfResults, stateOf } from './stored-parts.ts'
import { takeJob } from './take-job.ts'
import { endOf, viewJob } from './view-job.ts'

type Plan = Array<Pick<JobItem, 'label' | 'follows'>>

/** The result that a report has for one item. */
type ReportedResult = { index: number; result: unknown }

/** The interfaces that a desk needs from its process. */
export interface JobPorts {
  storage: JobStorage
  clock: Pick<Clock, 'now'>
  log: Pick<Log, 'error'>
  /** Schedules a call of `ring` at `at` (epoch milliseconds). Replaces the time that was set before. */
  setAlarm(at: number): Promise<void> | void
  /** Asks the background Worker to collect the outbox. */
  announceOutbox(jobId: string): Promise<unknown>
  /** Adds the job to its lane again. Repeating it changes nothing. */
  readmit(job: JobHeader): Promise<unknown>
  /** Called in the same turn of the event loop in which new events were stored. */
  onEvents(state: JobState): void
  /** Called before an expired job is deleted. */
  onExpiry(): void
}

/** One job from its start until its results expire. `job-machine` decides; the desk stores each step and carries out its effects. */
export class JobDesk {
  readonly #ports: JobPorts
  readonly #alarm: JobAlarm
  #state: JobState | null = null
  #isStored = false
  #lastSeq = 0
  #acknowledged = 0

  constructor(ports: JobPorts) {
    this.#ports = ports
    this.#alarm = new JobAlarm(ports)
    this.#restore()
  }

  /** Null before the job has begun and after it has expired. Not to be changed. */
  get state(): JobState | null {
    return this.#state
  }

  /** Begins the job, or hands it over to a worker with a newer lease; starts the first `start` items that may start. Null: the lease is too old. */
  take(header: JobHeader, plan: Plan, token: string, attempt: number, start: number): TakenItems | null {
    const { deadline, remainingMs } = header
    const state = this.#begun(header, plan)
    const now = this.#ports.clock.now()
    const { taken, effects } = takeJob(state, { token, attempt, deadline, remainingMs }, start, now)
    if (taken) this.#commit(state, effects, now)
    return taken
  }

  /** Ends a job that its lane has given up. */
  giveUp(header: JobHeader, status: GivenUpStatus, reason: string): void {
    this.#begun(header, planJob(header.spec))
    this.#apply({ type: 'given_up', status, reason, deadline: header.deadline })
  }

  /** Starts an item. False when it may not start. */
  startItem(token: string, index: number): boolean {
    return this.#apply({ type: 'item.started', token, index })
  }

  /** Applies a worker's report on an item. Null when the report is too late. */
  reportItem(token: string, index: number, report: ItemReport): ReportAnswer | null {
    const state = this.#state
    if (!state) return null
    const result = report.type === 'ended' ? report.result : null
    const now = this.#ports.clock.now()
    if (!this.#apply(inputOfReport(report, token, index, now), { index, result })) return null
    return answerReport(state, report, index, now)
  }

  /** Cancels the job. False when it has not begun or has ended. */
  cancel(): boolean {
    return this.#apply({ type: 'cancelled' })
  }

  /** Queues an ended job for another run. */
  async revive(items: Revival): Promise<'revived' | 'nothing_to_do' | null> {
    const state = this.#state
    if (!state) return null
    if (!this.#apply({ type: 'revived', items })) return 'nothing_to_do'
    await this.#readmit(state)
    return 'revived'
  }

  read(): JobView | null {
    this.#checkAlarm()
    return this.#state && viewJob(this.#state)
  }

  results(from: number, limit: number): { job: JobView; items: ItemResult[] } | null {
    const job = this.read()
    return job && { job, items: pageOfResults(this.#ports.storage, from, limit) }
  }

  /** The log after `after`, at most `limit` events, as streams carry them. */
  events(after: number, limit: number): LoggedEvent[] {
    this.#checkAlarm()
    const state = this.#state
    return state ? this.#ports.storage.events(after, limit, streamsResults(state.spec)) : []
  }

  /** The first events that the database does not have yet; null when it has all. */
  outbox(): { job: JobView; entries: LoggedEvent[] } | null {
    const job = this.read()
    if (!job || !this.#hasOutbox) return null
    return { job, entries: this.#ports.storage.events(this.#acknowledged, outboxPage, false) }
  }

  /** Records that the database has all events up to and including `seq`. A lower `seq` changes nothing. */
  acknowledge(seq: number): void {
    const state = this.#state
    if (!state) return
    this.#acknowledged = Math.min(Math.max(this.#acknowledged, seq), this.#lastSeq)
    this.#storeLife(state)
    this.#updateAlarm(state)
  }

  /** Handles the alarm: applies the deadline, announces the outbox, readmits a queued job, and deletes an expired one. */
  async ring(): Promise<void> {
    this.#alarm.rang()
    const now = this.#ports.clock.now()
    this.#apply({ type: 'deadline' })
    const state = this.#state
    if (!state) return
    if (this.#hasOutbox) {
      if (this.#alarm.announcesNow(state, now)) await this.#announceOutbox(state)
    } else if (state.expiresAt !== null && state.expiresAt <= now) return this.#expire()
    if (state.status === 'queued' && this.#alarm.readmitsNow(now)) await this.#readmit(state)
    this.#updateAlarm(state)
  }

  get #hasOutbox(): boolean {
    return this.#lastSeq > this.#acknowledged
  }

  #begun(header: JobHeader, plan: Plan): JobState {
    this.#state ??= beginJob(header, plan, this.#ports.clock.now())
    return this.#state
  }

  /** Applies an input to the state machine and stores the step. False when the input is too late. */
  #apply(input: JobInput, reported: ReportedResult | null = null): boolean {
    const state = this.#state
    if (!state) return false
    const now = this.#ports.clock.now()
    const { accepted, effects } = applyToJob(state, input, now)
    if (accepted) this.#commit(state, effects, now, reported)
    return accepted
  }

  /** Stores a step and sets the alarm in the same turn, so that a storage commits both together. */
  #commit(state: JobState, effects: JobEffect[], now: number, reported: ReportedResult | null = null): void {
    const events = effects.flatMap((effect) => (effect.type === 'event' ? effect.event : []))
    try {
      this.#store(state, effects, events, now, reported)
    } catch (error) {
      // The step was not stored, so the state in memory must not contain it.
      this.#restore()
      throw error
    }
    if (events.length > 0) this.#ports.onEvents(state)
    this.#updateAlarm(state)
    // The end of a job is announced at once. Other events wait for it, or for the alarm.
    if (isJobEnded(state.status)) void this.#announceOutbox(state)
  }

  #store(state: JobState, effects: JobEffect[], events: JobEvent[], at: number, reported: ReportedResult | null): void {
    const begins = !this.#isStored
    const changed = begins
      ? state.items.keys()
      : new Set(effects.flatMap((effect) => (effect.type === 'save_item' ? effect.index : [])))
    const logged = events.map((event, n) => logEvent(state, event, this.#lastSeq + 1 + n, at))
    this.#lastSeq += events.length
    this.#ports.storage.commit({
      head: begins ? headOf(state) : null,
      life: this.#lifeOf(state),
      items: Array.from(changed, (index) => {
        return { ...itemOf(state, index), index, result: reported?.index === index ? reported.result : null }
      }),
      events: logged,
    })
    this.#isStored = true
  }

  #storeLife(state: JobState): void {
    this.#ports.storage.commit({ head: null, life: this.#lifeOf(state), items: [], events: [] })
  }

  #lifeOf(state: JobState): JobLife {
    const seenAt = this.#ports.clock.now()
    return lifeOf(state, { lastSeq: this.#lastSeq, acknowledged: this.#acknowledged, seenAt })
  }

  #restore(): void {
    const stored = this.#ports.storage.restore()
    this.#state = stored && continueJob(stateOf(stored), stored.life.seenAt, this.#ports.clock.now())
    this.#isStored = stored !== null
    this.#lastSeq = stored?.life.lastSeq ?? 0
    this.#acknowledged = stored?.life.acknowledged ?? 0
    // Stored, or each restart would begin the time anew.
    if (this.#state?.doubted && !stored?.life.doubted) this.#storeLife(this.#state)
  }

  /** A read also sets an alarm that is overdue, because another call may never come. */
  #checkAlarm(): void {
    const state = this.#state
    const now = this.#ports.clock.now()
    if (state && this.#alarm.isOverdue(state, this.#hasOutbox, now)) this.#updateAlarm(state)
  }

  #updateAlarm(state: JobState): void {
    this.#alarm.update(state, this.#hasOutbox, this.#ports.clock.now())
  }

  async #announceOutbox(state: JobState): Promise<void> {
    try {
      await this.#ports.announceOutbox(state.id)
    } catch (error) {
      this.#ports.log.error('outbox.wake_failed', { jobId: state.id, error: String(error) })
    }
  }

  /** The alarm tries again after a failure. */
  async #readmit(state: JobState): Promise<void> {
    const { id, keyId, lane, spec, submittedAt, deadline, endsAt } = state
    const remainingMs = Math.max(0, endsAt - this.#ports.clock.now())
    let answered = true
    try {
      await this.#ports.readmit({ id, keyId, lane, spec, submittedAt, deadline, remainingMs })
    } catch (error) {
      answered = false
      this.#ports.log.error('job.readmit_failed', { jobId: id, error: String(error) })
    }
    this.#alarm.readmitted(state, answered, this.#ports.clock.now())
    this.#updateAlarm(state)
  }

  async #expire(): Promise<void> {
    this.#ports.onExpiry()
    await this.#ports.storage.clear()
    this.#restore()
  }
}

function logEvent(state: JobState, event: JobEvent, seq: number, at: number): LoggedEvent {
  const end = endOf(state, event)
  if (event.kind !== 'job.item') return { seq, at, kind: event.kind, item: null, ...(end && { end }) }
  const { label, status, error } = state.items[event.index]!
  return { seq, at, kind: event.kind, item: { index: event.index, label, status, error } }
}
