import type { ClaimedRow } from '@edgesweep/db/fragments/take-claim.ts'
import { releaseStaleClaims } from '@edgesweep/db/queries/claim/release-stale.ts'
import { renewClaims } from '@edgesweep/db/queries/claim/renew.ts'
import { returnClaims } from '@edgesweep/db/queries/claim/return.ts'
import type { PipelineName } from '@edgesweep/db/schema/pipelines.ts'
import type { Context } from '../context.ts'
import { keepRenewing } from '../keep-renewing.ts'
import { type Held, Hold } from './hold.ts'
import { pauseAfterScan } from './pause-after-scan.ts'
import type { Search } from './search.ts'

export type ClaimContext = Pick<Context, 'db' | 'clock' | 'log'>

export interface ClaimTerms {
  pipeline: PipelineName
  /** The name of the claiming process. */
  instance: string
  /** Records per claim. */
  batch: number
  leaseSeconds: number
  maxAttempts: number
}

/** Stale claims are searched for at least this often or once per lease, and whenever nothing is due. */
const releaseEveryMs = 30_000
const releaseLimit = 500

/**
 * The records that one instance holds. They are claimed in batches and handed out one by one. The lease of each record is renewed at a
 * third of its duration until the record ends, even while the record waits for a worker.
 */
export class Claims<Row extends ClaimedRow> {
  readonly #ctx: ClaimContext
  readonly #terms: ClaimTerms
  readonly #search: Search<Row>
  /** The held records, by id. A hold reports when another instance has taken its record. */
  readonly #held = new Map<string, Hold<Row>>()
  #waiting: Array<Held<Row>> = []
  #claims = new Set<Promise<boolean>>()
  #renewal: Promise<void> = Promise.resolve()
  #mayReleaseAt = Number.NEGATIVE_INFINITY
  #releasedAt = Number.NEGATIVE_INFINITY
  #closing: Promise<void> | undefined
  /** The number of records that failed because no worker survived their last attempts. */
  givenUp = 0
  /** The number of stale claims that were released, of any instance. */
  released = 0

  constructor(ctx: ClaimContext, terms: ClaimTerms, search: Search<Row>) {
    this.#ctx = ctx
    this.#terms = terms
    this.#search = search
    void keepRenewing(ctx.clock, {
      leaseMs: terms.leaseSeconds * 1000,
      isOver: () => this.#closing !== undefined && this.#held.size === 0,
      renew: () => {
        this.#renewal = this.#renew()
        return this.#renewal
      },
    })
  }

  /** Records that this instance holds. */
  get held(): number {
    return this.#held.size
  }

  /** Records that wait for a worker. */
  get waiting(): number {
    return this.#waiting.length
  }

  /** A record to work on. Null when nothing is due or the claims are closing. */
  async next(workers: number): Promise<Hold<Row> | null> {
    let nothingDue = false
    while (!this.#closing) {
      const record = this.#waiting.shift()
      if (record) {
        // Claim the next batch while the last record of this one is worked on.
        if (this.#waiting.length === 0 && this.#claims.size === 0) this.#claim()
        return this.#held.get(record.id)!
      }
      // Workers that run out of records at the same moment share a claim if its batch is large enough.
      if (!nothingDue && this.#claims.size < Math.ceil(workers / this.#terms.batch)) this.#claim()
      if (this.#claims.size === 0) return null
      nothingDue = !(await Promise.race(this.#claims)) || nothingDue
    }
    return null
  }

  /** Stops renewing these records. Waits for a renewal in progress, because it and the write of the end could block each other. */
  async release(records: Array<Held<Row>>): Promise<void> {
    for (const record of records) {
      // The same record may be held again under another token.
      if (this.#held.get(record.id)?.record === record) this.#held.delete(record.id)
    }
    await this.#renewal
  }

  /** Hands out nothing more and returns the records that have not begun. */
  close(): Promise<void> {
    this.#closing ??= this.#returnUnused()
    return this.#closing
  }

  /** Aborts the work on all held records. */
  abandon(reason: Error): void {
    for (const hold of this.#held.values()) hold.lose(reason)
  }

  async #returnUnused(): Promise<void> {
    await Promise.allSettled(this.#claims)
    const unused = this.#waiting
    this.#waiting = []
    if (unused.length === 0) return
    await this.release(unused)
    const returned = unused.map(({ id, token }) => ({ id, token, outcome: 'unused' as const }))
    await returnClaims(this.#ctx.db, this.#terms.pipeline, returned)
  }

  #claim(): void {
    const claim = this.#claimBatch().finally(() => this.#claims.delete(claim))
    this.#claims.add(claim)
    // Prevents an unhandled rejection when no caller awaits the claim. A caller that awaits it still sees the error.
    claim.catch(() => {})
  }

  /** Claims a batch. Returns false when nothing was due. */
  async #claimBatch(): Promise<boolean> {
    const { instance, batch, leaseSeconds } = this.#terms
    const now = this.#ctx.clock.now()
    const token = crypto.randomUUID()
    const held = [...this.#held.values()].map(({ record }) => record)
    const rows = await this.#search.claim({ instance, token, leaseSeconds }, batch, held)
    for (const row of rows) {
      const record = { ...row, token }
      this.#held.set(row.id, new Hold(record))
      this.#waiting.push(record)
    }
    const releaseMs = Math.min(releaseEveryMs, leaseSeconds * 1000)
    const isDue = rows.length === 0 || now - this.#releasedAt >= releaseMs
    const released = isDue && now >= this.#mayReleaseAt ? await this.#releaseStale(now) : 0
    return rows.length + released > 0
  }

  async #releaseStale(now: number): Promise<number> {
    const { pipeline, maxAttempts } = this.#terms
    this.#releasedAt = now
    const at = this.#ctx.clock.now()
    const released = await releaseStaleClaims(this.#ctx.db, pipeline, { maxAttempts, limit: releaseLimit })
    this.#mayReleaseAt = pauseAfterScan(this.#ctx.clock, at)
    for (const { id, claimedBy, givenUp } of released) {
      if (givenUp) this.#ctx.log.error('claim.given_up', { pipeline, id, instance: claimedBy })
      else this.#ctx.log.warn('claim.stale', { pipeline, id, instance: claimedBy })
      this.givenUp += Number(givenUp)
    }
    this.released += released.length
    return released.length
  }

  async #renew(): Promise<void> {
    const { pipeline, leaseSeconds } = this.#terms
    const held = [...this.#held.values()]
    if (held.length === 0) return
    try {
      const records = held.map(({ record }) => record)
      const kept = new Set(await renewClaims(this.#ctx.db, pipeline, { held: records, leaseSeconds }))
      const lost = held.filter(({ record }) => !kept.has(record.id) && this.#held.get(record.id)?.record === record)
      if (lost.length === 0) return
      // Another instance holds these records now. Those that have not begun are dropped, and work in progress is aborted.
      const gone = new Set(lost.map(({ record }) => record))
      this.#waiting = this.#waiting.filter((record) => !gone.has(record))
      for (const hold of lost) {
        this.#held.delete(hold.record.id)
        hold.lose(new Error(`the claim on ${hold.record.id} was lost`))
      }
      this.#ctx.log.warn('claim.lost', { pipeline, records: lost.length })
    } catch (error) {
      this.#ctx.log.warn('claim.renewal_failed', { pipeline, records: held.length, error: String(error) })
    }
  }
}
