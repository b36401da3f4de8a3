import type { Clock } from '@edgesweep/core/context.ts'
import { inputOfReport, itemsAfterReport } from '@edgesweep/core/job/item-report.ts'
import {
  applyToJob,
  beginJob,
  type JobEvent,
  type JobInput,
  readyItems,
  stageOf,
} from '@edgesweep/core/job/job-machine.ts'
import type {
  ItemReport,
  ItemResult,
  JobReader,
  JobView,
  JobWorker,
  NextItems,
  OutboxEntry,
} from '@edgesweep/core/job/job-port.ts'
import { isJobEnded, type JobHeader, type JobItem, type JobState } from '@edgesweep/core/job/job-state.ts'
import { planJob } from '@edgesweep/core/job/plan-job.ts'
import { viewJob } from '@edgesweep/core/job/view-job.ts'
import type { GivenUpStatus } from '@edgesweep/core/lane/lane-state.ts'

interface KeptJob {
  state: JobState
  results: Map<number, unknown>
  /** Everything the job told, oldest first. */
  events: Array<JobEvent & { id: string; at: number }>
  acknowledged: Set<string>
}

type Plan = Array<Pick<JobItem, 'label' | 'stage'>>

/** Jobs by id, around the real machine. Deadlines are caught up with at each call; results are kept for ever. */
export class InMemoryJobs implements JobReader, JobWorker {
  readonly #clock: Clock
  readonly #jobs = new Map<string, KeptJob>()

  constructor(clock: Clock) {
    this.#clock = clock
  }

  async take(header: JobHeader, plan: Plan, token: string, attempt: number): Promise<NextItems | null> {
    const { state } = this.#begun(header, plan)
    if (!this.#apply(header.id, { type: 'taken', token, attempt })) return null
    return { ready: readyItems(state), ended: isJobEnded(state.status) }
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
    const items = job.state.items.map((_, index) => ({ ...itemOf(job, index), result: job.results.get(index) ?? null }))
    return { job: view, items: items.slice(from, from + limit) }
  }

  async cancel(jobId: string): Promise<boolean> {
    return this.#apply(jobId, { type: 'cancelled' })
  }

  async outbox(jobId: string): Promise<{ job: JobView; entries: OutboxEntry[] } | null> {
    const job = this.#jobs.get(jobId)
    const news = job?.events.filter(({ id }) => !job.acknowledged.has(id)) ?? []
    if (!job || news.length === 0) return null
    const entries = news.map(({ id, at, ...event }): OutboxEntry => {
      return { id, at, kind: event.kind, item: event.kind === 'job.item' ? itemOf(job, event.index) : null }
    })
    return { job: (await this.read(jobId))!, entries }
  }

  async acknowledge(jobId: string, entryIds: string[]): Promise<void> {
    for (const id of entryIds) this.#jobs.get(jobId)?.acknowledged.add(id)
  }

  /** What a lane says of a ticket that it will not hand out again. */
  giveUp = (header: JobHeader, status: GivenUpStatus, reason: string): void => {
    this.#begun(header, planJob(header.spec))
    this.#apply(header.id, { type: 'given_up', status, reason })
  }

  events(jobId: string): JobEvent[] {
    return (this.#jobs.get(jobId)?.events ?? []).map(({ id: _, at: __, ...event }) => event as JobEvent)
  }

  hasEnded(jobId: string): boolean {
    const job = this.#jobs.get(jobId)
    return job !== undefined && isJobEnded(job.state.status)
  }

  #begun(header: JobHeader, plan: Plan): KeptJob {
    const known = this.#jobs.get(header.id)
    if (known) return known
    const state = beginJob(header, plan, this.#clock.now())
    const job = { state, results: new Map(), events: [], acknowledged: new Set<string>() }
    this.#jobs.set(header.id, job)
    return job
  }

  #apply(jobId: string, input: JobInput): boolean {
    const job = this.#jobs.get(jobId)
    if (!job) return false
    const now = this.#clock.now()
    const late = input.type === 'deadline' ? [] : applyToJob(job.state, { type: 'deadline' }, now).effects
    const { accepted, effects } = applyToJob(job.state, input, now)
    for (const effect of [...late, ...effects]) {
      if (effect.type === 'event')
        job.events.push({ ...effect.event, id: `evt_${jobId}_${job.events.length}`, at: now })
    }
    return accepted
  }
}

function itemOf({ state }: KeptJob, index: number): Omit<ItemResult, 'result'> {
  const { label, status, error } = state.items[index]!
  return { index, label, status, error }
}
