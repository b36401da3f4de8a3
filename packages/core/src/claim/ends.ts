import type { Finished } from '@edgesweep/db/fragments/finish-claim.ts'
import type { LineVerdict } from '@edgesweep/db/fragments/lines.ts'
import type { ClaimedRow } from '@edgesweep/db/fragments/take-claim.ts'
import { type Return, type ReturnedClaim, returnClaims } from '@edgesweep/db/queries/claim/return.ts'
import { StatementError } from '@edgesweep/db/run-statement.ts'
import type { ClaimContext } from './claims.ts'
import { Completions } from './completions.ts'
import type { Held } from './hold.ts'
import type { Pipeline } from './pipeline.ts'

/** How an attempt at a record ended: with a result, or by a `Return`. */
type End<Result> = { outcome: 'done'; result: Result } | Return

/** The number of attempts by outcome. `lost`: another instance had claimed the record meanwhile, so this end was refused. */
export type RunCounts = Record<'done' | Return['outcome'] | 'lost', number>

export const noCounts = (): RunCounts => ({ done: 0, failed: 0, retry: 0, deferred: 0, unused: 0, lost: 0 })

/** How often a write is tried while the database is unavailable. */
const writeTries = 30
const writePauseMs = 1_000

export interface Ended<Row extends ClaimedRow, Result> {
  record: Held<Row>
  end: End<Result>
  /** What the attempt tells about the record's line; null when it tells nothing new. */
  verdict: LineVerdict | null
}

/**
 * Writes the ends of records. While a write is in progress, further ends gather for the next one, so that many small records need few
 * statements. A single end is written at once.
 */
export class Ends<Ctx, Row extends ClaimedRow, Result> {
  readonly #ctx: ClaimContext
  readonly #pipeline: Pipeline<Ctx, Row, Result>
  readonly #completions: Completions
  readonly #release: (records: Array<Held<Row>>) => Promise<void>
  readonly #putOff: (ms: number) => void
  #gathered: Array<Ended<Row, Result>> = []
  #writing: Promise<void> | undefined
  #failure: { error: unknown } | undefined
  readonly counts = noCounts()
  /** Ends that were written. */
  written = 0

  constructor(
    ctx: ClaimContext,
    pipeline: Pipeline<Ctx, Row, Result>,
    instance: string,
    release: (records: Array<Held<Row>>) => Promise<void>,
    putOff: (ms: number) => void,
  ) {
    this.#ctx = ctx
    this.#pipeline = pipeline
    this.#completions = new Completions(ctx, { pipeline: pipeline.name, instance })
    this.#release = release
    this.#putOff = putOff
  }

  /** Adds an end. Waits only when `most` ends have gathered. Throws when a write has failed; those claims expire. */
  async add(ended: Ended<Row, Result>, most: number): Promise<void> {
    this.#gathered.push(ended)
    this.#write()
    while (this.#writing && this.#gathered.length >= most) await this.#writing
    this.#throwFailure()
  }

  /** Resolves when all ends are written. Throws when a write has failed. */
  async flush(): Promise<void> {
    while (this.#writing) await this.#writing
    await this.#completions.flush()
    this.#throwFailure()
  }

  #throwFailure(): void {
    const failure = this.#failure
    this.#failure = undefined
    if (failure) throw failure.error
  }

  #write(): void {
    if (this.#writing || this.#gathered.length === 0) return
    const ended = this.#gathered
    this.#gathered = []
    this.#writing = this.#record(ended)
      .catch((error) => {
        this.#failure ??= { error }
      })
      .then(() => {
        this.#writing = undefined
        this.#write()
      })
  }

  async #record(ended: Array<Ended<Row, Result>>): Promise<void> {
    const { db, log } = this.#ctx
    const { name, finish, lines } = this.#pipeline
    await this.#release(ended.map(({ record }) => record))
    const results: Array<Finished<Result>> = []
    const returned: ReturnedClaim[] = []
    for (const { record, end } of ended) {
      const { id, token } = record
      if (end.outcome === 'done') results.push({ id, token, ...end.result })
      else returned.push({ id, token, ...end })
    }
    const verdicts = ended.flatMap(({ verdict }) => verdict ?? [])
    // Before the ends, after which the next records of the lines may be claimed. Without it, an attempt in a line is made too many.
    if (lines && verdicts.length > 0)
      await lines
        .note(db, verdicts)
        .catch((error) => log.warn('line.not_judged', { pipeline: name, error: String(error) }))
    const [finished, back] = await Promise.all([
      results.length > 0 ? this.#retryWhileAway(() => finish(db, results)) : [],
      returned.length > 0 ? this.#retryWhileAway(() => returnClaims(db, name, returned)) : [],
    ])
    this.#completions.add(finished.length)
    this.written += ended.length
    // The delay counts from the write, by the database's clock.
    for (const end of returned) if ('afterSeconds' in end) this.#putOff(end.afterSeconds * 1000)
    const counted = new Set([...finished, ...back])
    for (const { record, end } of ended) {
      const held = counted.has(record.id)
      this.counts[held ? end.outcome : 'lost'] += 1
      if (!held) log.warn('claim.refused', { pipeline: name, id: record.id, outcome: end.outcome })
    }
  }

  /** Retries a write while the database is unavailable. */
  async #retryWhileAway<T>(write: () => Promise<T>): Promise<T> {
    for (let tries = 1; ; tries += 1) {
      try {
        return await write()
      } catch (error) {
        if (!(error instanceof StatementError && error.unavailable) || tries >= writeTries) throw error
        await this.#ctx.clock.sleep(writePauseMs)
      }
    }
  }
}
