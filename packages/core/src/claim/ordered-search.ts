import type { ClaimedRow, ClaimTerms } from '@edgesweep/db/fragments/take-claim.ts'
import { type ClaimCursor, claimRecords } from '@edgesweep/db/queries/claim/claim-records.ts'
import type { PipelineName } from '@edgesweep/db/schema/pipelines.ts'
import type { ClaimContext } from './claims.ts'
import { pauseAfterScan } from './pause-after-scan.ts'
import type { Search } from './search.ts'

/** A search restarts at the front this often, because a record committed late may appear before the cursor. */
const rewindEveryMs = 10_000
/** The same interval once the search has reached the end. */
const rewindAtEndMs = 1_000

/** Finds due records in the order of `next_attempt_at, id`, behind the last one that it found. */
export class OrderedSearch<Row extends ClaimedRow> implements Search<Row> {
  readonly #ctx: ClaimContext
  readonly #pipeline: PipelineName
  #cursor: ClaimCursor | null = null
  #rewoundAt = Number.NEGATIVE_INFINITY
  /** The earliest time for the next search from the front. */
  #mayRewindAt = Number.NEGATIVE_INFINITY

  constructor(ctx: ClaimContext, pipeline: PipelineName) {
    this.#ctx = ctx
    this.#pipeline = pipeline
  }

  async claim(terms: ClaimTerms, limit: number): Promise<Row[]> {
    const now = this.#ctx.clock.now()
    if (now - this.#rewoundAt >= rewindEveryMs && now >= this.#mayRewindAt) this.#rewind(now)
    let rows = await this.#search(terms, limit)
    if (rows.length === 0 && this.#cursor && now - this.#rewoundAt >= rewindAtEndMs && now >= this.#mayRewindAt) {
      this.#rewind(now)
      rows = await this.#search(terms, limit)
    }
    const last = rows.at(-1)
    // Concurrent claims may return in any order.
    if (last && (!this.#cursor || isBehind(last, this.#cursor))) this.#cursor = { dueAt: last.dueAt, id: last.id }
    return rows
  }

  async #search(terms: ClaimTerms, limit: number): Promise<Row[]> {
    const { clock, db } = this.#ctx
    const after = this.#cursor
    const at = clock.now()
    const rows = await claimRecords<Row>(db, this.#pipeline, { ...terms, limit, after })
    if (!after) this.#mayRewindAt = pauseAfterScan(clock, at)
    return rows
  }

  #rewind(now: number): void {
    this.#cursor = null
    this.#rewoundAt = now
  }
}

const isBehind = (one: ClaimCursor, other: ClaimCursor): boolean =>
  one.dueAt === other.dueAt ? one.id > other.id : one.dueAt > other.dueAt
