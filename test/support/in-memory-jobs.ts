import type { Clock } from '@edgesweep/core/context.ts'
import { inputOfReport, itemsAfterReport } from '@edgesweep/core/job/item-report.ts'
import { applyToJob, beginJob, type JobInput, stageOf } from '@edgesweep/core/job/job-machine.ts'
import type {
  ItemReport,
  ItemResult,
  JobReader,
  JobView,
  JobWorker,
  LoggedEvent,
  NextItems,
  TakenItems,
} from '@edgesweep/core/job/job-port.ts'
import type { Revival } from '@edgesweep/core/job/job-state.ts'
import {
  isJobEnded,
  type JobEffect,
  type JobEvent,
  type JobHeader,
  type JobItem,
  type JobState,
} from '@edgesweep/core/job/job-state.ts'
import { planJob } from '@edgesweep/core/job/plan-job.ts'
import { takeJob } from '@edgesweep/core/job/take-job.ts'
import { endOf, viewJob } from '@edgesweep/core/job/view-job.ts'
import type { GivenUpStatus } from '@edgesweep/core/lane/lane-state.ts'

interface KeptJob {
  state: JobState
  results: Map<number, unknown>
  /** Everything the job told, oldest first. */
  log: LoggedEvent[]
  acknowledged: number
}

type Plan = Array<Pick<JobItem, 'label' | 'stage'>>

/** Jobs by id, around the real machine. Deadlines are caught up with at each call; results are kept for ever. */
export class InMemoryJobs implements JobReader, JobWorker {
  readonly #clock: Clock
  readonly #jobs = new Map<string, KeptJob>()
  /** Takes a revived job in again, as its lane does. */
  readmit: (job: JobHeader) => void = () => {}

  constructor(clock: Clock) {
    this.#clock = clock
  }

  async take(header: JobHeader, plan: Plan, token: string, attempt: number, start: number): Promise<TakenItems | null> {
    const job = this.#begun(header, plan)
    const now = this.#catchUp(job)
    const { taken, effects } = takeJob(job.state, { token, attempt, deadline: header.deadline }, start, now)
    this.#carryOut(job, effects, now)
    return taken
  }

  async startItem(jobId: string, token: string, index: number): Promise<boolean> {
    return this.#apply(jobId, { type: 'item.started', token, index })
  }

  async reportItem(jobId: string, token: string, index: number, report: ItemReport): Promise<NextItems | null> {
    const job = this.#jobs.get(jobId)
    if (!job) return null
    const stage = stageOf(job.state)
    if (!this.#apply(jobId, inputOfReport(report, token, index))) return null
    if (report.type === 'ended' && report.result !== null) {
      if (job.results.has(index)) throw new Error(`${jobId}: item ${index} has a second result`)
      job.results.set(index, report.result)
    }
    return itemsAfterReport(job.state, report, index, stage)
  }

  async read(jobId: string): Promise<JobView | null> {
    const job = this.#jobs.get(jobId)
    return job ? viewJob(job.state) : null
  }

  async results(jobId: string, from: number, limit: number): Promise<{ job: JobView; items: ItemResult[] } | null> {
    const view = await this.read(jobId)
    if (!view) return null
    const job = this.#jobs.get(jobId)!
    const items = job.state.items.map((_, index) => ({
      ...itemOf(job.state, index),
      result: job.results.get(index) ?? null,
    }))
    return { job: view, items: items.slice(from, from + limit) }
  }

  async cancel(jobId: string): Promise<boolean> {
    return this.#apply(jobId, { type: 'cancelled' })
  }

  async revive(jobId: string, items: Revival): Promise<'revived' | 'nothing_to_do' | null> {
    const job = this.#jobs.get(jobId)
    if (!job) return null
    if (!this.#apply(jobId, { type: 'revived', items })) return 'nothing_to_do'
    for (const [index, { status }] of job.state.items.entries()) if (status === 'queued') job.results.delete(index)
    this.readmit(job.state)
    return 'revived'
  }

  async outbox(jobId: string): Promise<{ job: JobView; entries: LoggedEvent[] } | null> {
    const job = this.#jobs.get(jobId)
    const entries = job?.log.slice(job.acknowledged, job.acknowledged + 200) ?? []
    return job && entries.length > 0 ? { job: viewJob(job.state), entries } : null
  }

  async acknowledge(jobId: string, seq: number): Promise<void> {
    const job = this.#jobs.get(jobId)
    if (job) job.acknowledged = Math.max(job.acknowledged, seq)
  }

  /** What a lane says of a ticket that it will not hand out again. */
  giveUp = (header: JobHeader, status: GivenUpStatus, reason: string): void => {
    this.#begun(header, planJob(header.spec))
    this.#apply(header.id, { type: 'given_up', status, reason, deadline: header.deadline })
  }

  events(jobId: string): JobEvent[] {
    const log = this.#jobs.get(jobId)?.log ?? []
    return log.map(({ kind, item }) => (kind === 'job.item' ? { kind, index: item!.index } : { kind }))
  }

  hasEnded(jobId: string): boolean {
    const job = this.#jobs.get(jobId)
    return job !== undefined && isJobEnded(job.state.status)
  }

  #begun(header: JobHeader, plan: Plan): KeptJob {
    const known = this.#jobs.get(header.id)
    if (known) return known
    const state = beginJob(header, plan, this.#clock.now())
    const job = { state, results: new Map(), log: [], acknowledged: 0 }
    this.#jobs.set(header.id, job)
    return job
  }

  #apply(jobId: string, input: JobInput): boolean {
    const job = this.#jobs.get(jobId)
    if (!job) return false
    const now = this.#catchUp(job)
    const { accepted, effects } = applyToJob(job.state, input, now)
    this.#carryOut(job, effects, now)
    return accepted
  }

  #catchUp(job: KeptJob): number {
    const now = this.#clock.now()
    this.#carryOut(job, applyToJob(job.state, { type: 'deadline' }, now).effects, now)
    return now
  }

  #carryOut({ state, log }: KeptJob, effects: JobEffect[], at: number): void {
    for (const effect of effects) {
      if (effect.type !== 'event') continue
      const { event } = effect
      const item = event.kind === 'job.item' ? itemOf(state, event.index) : null
      const end = endOf(state, event)
      log.push({ seq: log.length + 1, at, kind: event.kind, item, ...(end && { end }) })
    }
  }
}

function itemOf({ items }: JobState, index: number): Omit<ItemResult, 'result'> {
  const { label, status, error } = items[index]!
  return { index, label, status, error }
}
