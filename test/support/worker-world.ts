import type { JobSpec } from '@edgesweep/core/job/job-spec.ts'
import type { HeldTicket } from '@edgesweep/core/lane/lane-port.ts'
import { type DrainLimits, drainLane } from '@edgesweep/core/work/drain-lane.ts'
import type { RunningContext } from '@edgesweep/core/work/run-ticket.ts'
import { longLimits } from './drain-limits.ts'
import { InMemoryDomains } from './storage/in-memory-domains.ts'
import { InMemoryJobs } from './storage/in-memory-jobs.ts'
import { type InMemoryLanes, inMemoryLanes } from './storage/in-memory-lanes.ts'
import { VirtualClock } from './virtual-clock.ts'
import { offerPage, workerContext } from './worker-context.ts'

export const cart = (...items: string[]): JobSpec => ({ kind: 'cart', items, zipcode: '10001' })

/** A lane of carts with pages that take `pageMs`. It records the searches. */
export class WorkerWorld {
  readonly clock = new VirtualClock()
  readonly jobs = new InMemoryJobs(this.clock)
  readonly domainReader = new InMemoryDomains(this.clock)
  readonly lanes: InMemoryLanes
  readonly searched: string[] = []
  readonly inFlight = new Set<string>()
  pageMs = 200

  constructor({ shards = 1 } = {}) {
    this.lanes = inMemoryLanes(this.clock, this.jobs.giveUp, shards)
  }

  readonly fetch: RunningContext['fetch'] = async (input, init) => {
    const term = new URL(String(input)).searchParams.get('q') ?? ''
    this.searched.push(term)
    this.inFlight.add(term)
    const brokenOff = new Promise<never>((_, reject) => {
      init?.signal?.addEventListener('abort', () => reject(init.signal!.reason))
    })
    try {
      await Promise.race([this.clock.sleep(this.pageMs), brokenOff])
    } finally {
      this.inFlight.delete(term)
    }
    return offerPage(input)
  }

  context(changes: Partial<RunningContext> = {}): RunningContext {
    const { clock, jobs, lanes, fetch } = this
    return workerContext({ clock, jobs, lanes }, { fetch, ...changes })
  }

  async submit(...specs: JobSpec[]): Promise<string[]> {
    const common = { keyId: 'key', deadlineSeconds: 86_400, coalesce: null, idempotency: null }
    const receipts = await this.lanes.submit(
      'interactive',
      specs.map((spec) => ({ spec, ...common })),
    )
    return receipts.map((receipt) => (receipt.ok ? receipt.id : 'refused'))
  }

  /** The tickets that another worker pulls from the first shard of the lane. */
  pull(max: number): Promise<HeldTicket[]> {
    return this.lanes.pull('interactive', 0, { id: 'other', slots: max }, { max, waitMs: 0, stays: false })
  }

  async pullOne(): Promise<HeldTicket> {
    const [ticket] = await this.pull(1)
    return ticket!
  }

  drain(limits: Partial<DrainLimits> = {}, ctx = this.context()) {
    return drainLane(ctx, 'interactive', 0, {
      ...longLimits,
      ...limits,
    })
  }

  /** The status of each item. */
  async statuses(jobId: string): Promise<string[]> {
    return (await this.jobs.results(jobId, 0, 1_000))!.items.map((item) => item.status)
  }
}
