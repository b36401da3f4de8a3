import { noCounts } from '@edgesweep/core/claim/ends.ts'
import type { Clock, Log } from '@edgesweep/core/context.ts'
import type { WorkerPool } from './govern-pool.ts'
import type { CountedRun } from './metrics.ts'
import type { Run } from './runner-pipelines.ts'

/** The pause between a failed run and the next one. */
const pauseMs = 1_000
/** The process is unhealthy after the database has not answered for this time. */
const silenceMs = 30_000

export interface Work {
  /** Makes a run with this many workers. */
  start(workers: number): Run
  /** The number of records that wait to be claimed. */
  countDue(): Promise<number>
  /** Releases the claims of a failed run, so that their records need not wait for the leases to expire. */
  releaseOwnClaims(): Promise<number>
}

/** One pipeline's work in this process. A run that fails, for example because the database is down, is followed by another. */
export class RestartingRun implements WorkerPool, CountedRun {
  readonly #ctx: { clock: Clock; log: Log }
  readonly #work: Work
  #run: Run
  #workers: number
  /** The counts of earlier runs. */
  #ended = { ...noCounts(), givenUp: 0, released: 0 }
  #answeredAt: number

  constructor(ctx: { clock: Clock; log: Log }, work: Work, workers: number) {
    this.#ctx = ctx
    this.#work = work
    this.#workers = workers
    this.#run = work.start(workers)
    this.#answeredAt = ctx.clock.now()
  }

  get held(): number {
    return this.#run.held
  }

  get counts(): CountedRun['counts'] {
    return sum(this.#ended, this.#run.counts)
  }

  get workers(): number {
    return this.#run.workers
  }

  busy(): number {
    return this.#run.busy
  }

  /** The number of records that wait in the table or are claimed by this process but not started. */
  async waiting(): Promise<number> {
    const due = await this.#work.countDue()
    this.#answeredAt = this.#ctx.clock.now()
    return due + this.#run.held - this.#run.busy
  }

  setWorkers(workers: number): void {
    this.#workers = workers
    this.#run.setWorkers(workers)
  }

  /** The reason why this process is unhealthy; null if it is healthy. */
  findProblem(): string | null {
    const silentMs = this.#ctx.clock.now() - this.#answeredAt
    return silentMs > silenceMs ? `the database has not answered for ${Math.round(silentMs / 1000)} s` : null
  }

  /**
   * Works until a run ends normally or `stop` aborts. Records in progress then have `graceMs` to finish. Returns false if some claims could not be
   * released; their records wait until the leases expire.
   */
  async runUntilStopped(stop: AbortSignal, graceMs: number): Promise<boolean> {
    const onStop = () => this.#run.stop(graceMs)
    stop.addEventListener('abort', onStop, { once: true })
    const stopped = new Promise<void>((resolve) => stop.addEventListener('abort', () => resolve(), { once: true }))
    let hasOldClaims = false
    while (true) {
      try {
        if (hasOldClaims) await this.#work.releaseOwnClaims()
        hasOldClaims = false
        if (stop.aborted) onStop()
        await this.#run.run()
        return true
      } catch (error) {
        this.#ctx.log.error('run.failed', { error: String(error) })
        hasOldClaims = true
      }
      if (stop.aborted)
        return this.#work.releaseOwnClaims().then(
          () => true,
          () => false,
        )
      await Promise.race([this.#ctx.clock.sleep(pauseMs), stopped])
      this.#ended = this.counts
      this.#run = this.#work.start(this.#workers)
    }
  }
}

function sum(a: CountedRun['counts'], b: CountedRun['counts']): CountedRun['counts'] {
  const names = Object.keys(a) as Array<keyof typeof a>
  return Object.fromEntries(names.map((name) => [name, a[name] + b[name]])) as typeof a
}
