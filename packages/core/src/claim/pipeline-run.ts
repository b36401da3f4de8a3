import type { ClaimedRow } from '@edgesweep/db/fragments/take-claim.ts'
import { beginAlone } from '@edgesweep/db/queries/claim/begin-alone.ts'
import { Abandoned } from '../endings/typed-errors.ts'
import { Exclusion } from '../exclusion.ts'
import { pauseUnless } from '../pause-unless.ts'
import { type ClaimContext, Claims } from './claims.ts'
import { type Ended, Ends, type RunCounts } from './ends.ts'
import type { Hold } from './hold.ts'
import { OrderedSearch } from './ordered-search.ts'
import type { Pipeline, RetryTerms } from './pipeline.ts'

export interface PipelineRunOptions {
  /** The name of the claiming process: `hostname-pid`, or an isolate's id. */
  instance: string
  /** Records worked on at the same time. */
  workers: number
  /** Records per claim. Default: 50. */
  batch?: number
  /** How long a claim outlives its instance, in seconds. Default: 1,800. Lines may limit it. */
  leaseSeconds?: number
  /** No record begins after this time, in milliseconds. A record in progress finishes. Unlimited when omitted. */
  budgetMs?: number
  /** Aborts when no record may begin any more. */
  signal?: AbortSignal
  /** Whether to wait for more work, until stopped, when nothing is due. By default the run ends then. */
  keepLooking?: boolean
  /** Overrides the pipeline's own terms. */
  retry?: Partial<RetryTerms>
}

/** The run waits for a record that is due again within this time. A later run finds the others. */
const shortWaitMs = 10_000
/** Added to each pause, because a timer may fire slightly before the database counts the record as due. */
const slackMs = 20
const lookAgainMs = 1_000

/**
 * One instance at work on a pipeline. Its workers take records from its claims and add how each ended. A record that fails does not
 * block others. Any number of instances may run at once, in any processes.
 */
export class PipelineRun<Ctx extends ClaimContext, Row extends ClaimedRow, Result> {
  readonly #ctx: Ctx & { work: string }
  readonly #pipeline: Pipeline<Ctx, Row, Result>
  readonly #retry: RetryTerms
  /** The maximum number of ends that wait to be written. If this process dies, the records of these ends are processed again. */
  readonly #gathered: number
  readonly #keepLooking: boolean
  readonly #claims: Claims<Row>
  readonly #ends: Ends<Ctx, Row, Result>
  readonly #stopAt: number
  readonly #signal: AbortSignal | undefined
  readonly #stopping = new AbortController()
  readonly #exclusion = new Exclusion()
  #workers: number
  readonly #working = new Set<Promise<void>>()
  /** The number of surplus workers. Each worker that sees it above zero leaves. */
  #leaving = 0
  #busy = 0
  #failed: { error: unknown } | undefined
  #putOff: number[] = []
  #pausing: Promise<void> | undefined

  constructor(ctx: Ctx, pipeline: Pipeline<Ctx, Row, Result>, options: PipelineRunOptions) {
    const { instance, workers, batch = 50, keepLooking = false } = options
    const leaseSeconds = Math.min(
      options.leaseSeconds ?? 1_800,
      pipeline.lines?.longestLease ?? Number.POSITIVE_INFINITY,
    )
    this.#ctx = { ...ctx, work: pipeline.name }
    this.#pipeline = pipeline
    this.#retry = { ...pipeline.retry, ...options.retry }
    this.#gathered = Math.max(batch, workers)
    this.#keepLooking = keepLooking
    this.#workers = workers
    this.#stopAt = ctx.clock.now() + (options.budgetMs ?? Number.POSITIVE_INFINITY)
    this.#signal = options.signal
    const { maxAttempts } = this.#retry
    const { name, lines } = pipeline
    const search = lines?.search(ctx, () => this.#workers) ?? new OrderedSearch<Row>(ctx, name)
    this.#claims = new Claims(ctx, { pipeline: name, instance, batch, leaseSeconds, maxAttempts }, search)
    this.#ends = new Ends(
      ctx,
      pipeline,
      instance,
      (records) => this.#claims.release(records),
      (ms) => {
        if (ms <= shortWaitMs) this.#putOff.push(ctx.clock.now() + ms + slackMs)
      },
    )
  }

  get counts(): RunCounts & { givenUp: number; released: number } {
    return { ...this.#ends.counts, givenUp: this.#claims.givenUp, released: this.#claims.released }
  }

  /** Records that this instance holds. */
  get held(): number {
    return this.#claims.held
  }

  /** Workers with a record. */
  get busy(): number {
    return this.#busy
  }

  /** Running workers, including surplus ones that finish their last record. */
  get workers(): number {
    return this.#working.size
  }

  /** Changes the number of workers. New ones start at once; surplus ones leave when their record ends. */
  setWorkers(workers: number): void {
    this.#workers = workers
    this.#leaving = Math.max(0, this.#working.size - workers)
    if (this.#working.size > 0) this.#spawn()
  }

  /**
   * Works until nothing is due, the time is up or the run is stopped. Throws when an end could not be recorded, after the other workers
   * have finished. The claim on that record expires, and the record is tried again.
   */
  async run(): Promise<RunCounts> {
    try {
      while (!this.#over()) {
        const before = this.#ends.written
        await this.#workOnce()
        // A record that ended one stage is due for the next, and the end of a claim frees a place in its line.
        if (this.#ends.written > before) continue
        const pauseMs = this.#pauseMs()
        if (this.#over() || pauseMs === null) break
        await this.#pause(pauseMs)
      }
    } finally {
      await this.#claims.close()
      await this.#ends.flush()
    }
    return this.counts
  }

  /** Begins no more records and returns those that have not begun. Records in progress have `graceMs` to end, and are then returned. */
  stop(graceMs: number): void {
    if (this.#stopping.signal.aborted) return
    this.#stopping.abort()
    // Prevents an unhandled rejection. `run` awaits the same promise and throws its error.
    this.#claims.close().catch(() => {})
    void this.#ctx.clock.sleep(graceMs).then(() => this.#claims.abandon(new Abandoned('its instance is stopping')))
  }

  #over(): boolean {
    const isStopped = this.#stopping.signal.aborted || this.#signal?.aborted === true
    return isStopped || this.#ctx.clock.now() >= this.#stopAt
  }

  /** Resolves when every worker has run out of work. */
  async #workOnce(): Promise<void> {
    this.#spawn()
    while (this.#working.size > 0) await Promise.race(this.#working)
    await this.#ends.flush()
    const failed = this.#failed
    this.#failed = undefined
    if (failed) throw failed.error
  }

  #spawn(): void {
    while (!this.#over() && this.#working.size - this.#leaving < this.#workers) {
      const worker = this.#work()
        .catch((error) => {
          this.#failed ??= { error }
        })
        .finally(() => this.#working.delete(worker))
      this.#working.add(worker)
    }
  }

  async #work(): Promise<void> {
    while (!this.#over() && !this.#failed) {
      if (this.#leaving > 0) {
        this.#leaving -= 1
        return
      }
      const next = await this.#claims.next(this.#workers)
      if (next) {
        // A claim along lines may find more than the one before, for which other workers have left.
        if (this.#claims.waiting > 0) this.#spawn()
        await this.#workOn(next)
      } else if (!this.#keepLooking) return
      else {
        // All idle workers share one pause and then look for work again.
        this.#pausing ??= this.#pause(this.#pauseMs() ?? lookAgainMs).finally(() => {
          this.#pausing = undefined
        })
        await this.#pausing
      }
    }
  }

  async #workOn(hold: Hold<Row>): Promise<void> {
    this.#busy += 1
    try {
      const ended = hold.record.alone
        ? await this.#exclusion.alone(() => this.#attempt(hold))
        : await this.#exclusion.together(() => this.#attempt(hold))
      // A place in a line is free when the end is written.
      await this.#ends.add({ record: hold.record, ...ended }, this.#pipeline.lines ? 0 : this.#gathered)
    } finally {
      this.#busy -= 1
    }
  }

  async #attempt(hold: Hold<Row>): Promise<Pick<Ended<Row, Result>, 'end' | 'verdict'>> {
    const { record } = hold
    const { name, process, judge, lines } = this.#pipeline
    const startedAt = this.#ctx.clock.now()
    const verdict = (error: unknown) =>
      lines?.judge(record, { error, durationMs: this.#ctx.clock.now() - startedAt }, Math.random()) ?? null
    try {
      // It may have waited for its turn until the time was up.
      const isLate = record.alone && (this.#over() || !(await beginAlone(this.#ctx.db, name, record)))
      if (isLate) return { end: { outcome: 'unused' }, verdict: null }
      const result = await hold.untilLost(process(this.#ctx, record, hold))
      return { end: { outcome: 'done', result }, verdict: verdict(null) }
    } catch (error) {
      const end = judge(error, record, this.#retry, Math.random())
      const fields = { pipeline: name, id: record.id, attempt: record.attempt, ...end }
      this.#ctx.log[end.outcome === 'failed' ? 'warn' : 'info'](`record.${end.outcome}`, fields)
      return { end, verdict: verdict(error) }
    }
  }

  /** How long to wait before the next look; null when the run ends. */
  #pauseMs(): number | null {
    const now = this.#ctx.clock.now()
    const next = Math.min(...this.#putOff)
    if (this.#keepLooking) return Math.max(0, Math.min(next - now, lookAgainMs))
    return next > now + shortWaitMs || next >= this.#stopAt ? null : Math.max(0, next - now)
  }

  async #pause(ms: number): Promise<void> {
    await pauseUnless(this.#stopping.signal, this.#ctx.clock, ms)
    const now = this.#ctx.clock.now()
    this.#putOff = this.#putOff.filter((at) => at > now)
  }
}
