import { noCounts } from '@edgesweep/core/claim/ends.ts'
import type { Clock, Log } from '@edgesweep/core/context.ts'
import type { Governed } from './keep-governed.ts'
import type { CountedRun } from './metrics.ts'
import type { Run } from './runner-pipelines.ts'

/** A run that broke off is followed by the next after so long. */
const pauseMs = 1_000
/** Whoever asks for the health of a process is told when the database has been silent for longer. */
const silenceMs = 30_000

export interface Work {
  /** Makes a run with so many workers. */
  start(workers: number): Run
  /** Records that wait to be claimed. */
  countDue(): Promise<number>
  /** Takes back what a run that broke off had claimed, so that it need not wait for its leases to pass. */
  releaseLeft(): Promise<number>
}

/** One pipeline's work in this process, run after run: one that breaks off, as when the database is away, is followed by another. */
export class SteadyRun implements Governed, CountedRun {
  readonly #ctx: { clock: Clock; log: Log }
  readonly #work: Work
  #run: Run
  #workers: number
  /** What came of the runs before this one. */
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

  /** What waits in the table, and what this process has claimed and not begun. */
  async waiting(): Promise<number> {
    const due = await this.#work.countDue()
    this.#answeredAt = this.#ctx.clock.now()
    return due + this.#run.held - this.#run.busy
  }

  setWorkers(workers: number): void {
    this.#workers = workers
    this.#run.setWorkers(workers)
  }

  /** What is wrong, in words; null when all is well. */
  ailment(): string | null {
    const silentMs = this.#ctx.clock.now() - this.#answeredAt
    return silentMs > silenceMs ? `the database has not answered for ${Math.round(silentMs / 1000)} s` : null
  }

  /**
   * Works until a run has come to its end by itself, or `stop` aborts; what is in hand then may take `graceMs` to end. False when claims are left
   * that could not be given back, and wait for their leases to pass.
   */
  async keep(stop: AbortSignal, graceMs: number): Promise<boolean> {
    const onStop = () => this.#run.stop(graceMs)
    stop.addEventListener('abort', onStop, { once: true })
    const stopped = new Promise<void>((resolve) => stop.addEventListener('abort', () => resolve(), { once: true }))
    let left = false
    while (true) {
      try {
        if (left) await this.#work.releaseLeft()
        left = false
        if (stop.aborted) onStop()
        await this.#run.run()
        return true
      } catch (error) {
        this.#ctx.log.error('run.broke_off', { error: String(error) })
        left = true
      }
      if (stop.aborted)
        return this.#work.releaseLeft().then(
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
