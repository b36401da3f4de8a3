import type { PipelineName } from '@edgesweep/db/pipelines.ts'
import {
  type ClaimCursor,
  type ClaimedRow,
  claimRecords,
  type RecordsClaim,
} from '@edgesweep/db/queries/claim/claim-records.ts'
import { releaseStaleClaims } from '@edgesweep/db/queries/claim/release-stale.ts'
import { renewClaims } from '@edgesweep/db/queries/claim/renew.ts'
import { returnClaims } from '@edgesweep/db/queries/claim/return.ts'
import type { Context } from '../context.ts'
import { Hold } from './hold.ts'
import type { Held } from './pipeline.ts'

export type ClaimContext = Pick<Context, 'db' | 'clock' | 'log'>

export interface ClaimTerms {
  pipeline: PipelineName
  /** Who claims. */
  instance: string
  /** Records claimed at a time. */
  batch: number
  leaseSeconds: number
  maxAttempts: number
}

/** Stale claims are looked for this often while there is work, or as often as claims last; and whenever there is none. */
const releaseEveryMs = 30_000
const releaseLimit = 500
/** So often a search begins at the front again, where a record may have appeared late: its transaction ended after others'. */
const rewindEveryMs = 10_000
/** And so often when it has come to the end. */
const rewindAtEndMs = 1_000
/** Searches from the front walk over all dead entries, for as long as a transaction elsewhere keeps them: they may take a fiftieth of the time. */
const walkPauses = 50
/** None has been met by one that was so quick. */
const noWalkMs = 20
/** Whatever the clock says meanwhile. */
const longestPauseMs = 60_000

/**
 * The records that one instance holds: claimed a batch at a time, given out one by one, and renewed at a third of their lease from their claim
 * to their end, also while they wait for a worker.
 */
export class Claims<Row extends ClaimedRow> {
  readonly #ctx: ClaimContext
  readonly #terms: ClaimTerms
  /** Those that a worker has, with what tells it that another may have them now. */
  readonly #held = new Map<string, Hold<Row>>()
  #waiting: Array<Held<Row>> = []
  #claims = new Set<Promise<boolean>>()
  #renewal: Promise<void> = Promise.resolve()
  #cursor: ClaimCursor | null = null
  #rewoundAt = Number.NEGATIVE_INFINITY
  /** Since when a search from the front may be made again. */
  #mayRewindAt = Number.NEGATIVE_INFINITY
  #mayReleaseAt = Number.NEGATIVE_INFINITY
  #releasedAt = Number.NEGATIVE_INFINITY
  #closing: Promise<void> | undefined
  /** Records that became failed because no worker outlived their last attempts. */
  givenUp = 0
  /** Stale claims taken back, of whatever instance. */
  released = 0

  constructor(ctx: ClaimContext, terms: ClaimTerms) {
    this.#ctx = ctx
    this.#terms = terms
    void this.#keepRenewing()
  }

  /** Records that this instance has a right to. */
  get held(): number {
    return this.#held.size
  }

  /** A record to work on. Null when nothing is due, or nothing more is to begin. */
  async next(workers: number): Promise<Hold<Row> | null> {
    let nothingDue = false
    while (!this.#closing) {
      const record = this.#waiting.shift()
      if (record) {
        // The next batch is on its way while the last of this one is worked on.
        if (this.#waiting.length === 0 && this.#claims.size === 0) this.#claim()
        return this.#held.get(record.id)!
      }
      // Workers that run out at the same moment share a claim where it is large enough for them.
      if (!nothingDue && this.#claims.size < Math.ceil(workers / this.#terms.batch)) this.#claim()
      if (this.#claims.size === 0) return null
      nothingDue = !(await Promise.race(this.#claims)) || nothingDue
    }
    return null
  }

  /** What of these is still held is no longer to be renewed. Waits for a renewal under way, so that it and the end do not wait for one another. */
  async release(records: Array<Held<Row>>): Promise<void> {
    for (const record of records) {
      // The same record may be held again, by another token.
      if (this.#held.get(record.id)?.record === record) this.#held.delete(record.id)
    }
    await this.#renewal
  }

  /** Nothing more is given out, and what has not begun is given back. */
  close(): Promise<void> {
    this.#closing ??= this.#giveBack()
    return this.#closing
  }

  /** Tells all workers that they have no right to their records any more. */
  abandon(reason: Error): void {
    for (const hold of this.#held.values()) hold.lose(reason)
  }

  async #giveBack(): Promise<void> {
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
    // Whoever waits for it sees it fail; it may be that nobody does.
    claim.catch(() => {})
  }

  /** False when nothing was due. */
  async #claimBatch(): Promise<boolean> {
    const { instance, batch, leaseSeconds } = this.#terms
    const now = this.#ctx.clock.now()
    if (now - this.#rewoundAt >= rewindEveryMs && now >= this.#mayRewindAt) this.#rewind(now)
    const token = crypto.randomUUID()
    const claim = { instance, token, limit: batch, leaseSeconds }
    let rows = await this.#search(claim)
    if (rows.length === 0 && this.#cursor && now - this.#rewoundAt >= rewindAtEndMs && now >= this.#mayRewindAt) {
      this.#rewind(now)
      rows = await this.#search(claim)
    }
    const last = rows.at(-1)
    // Claims under way at the same time may come back in any order.
    if (last && (!this.#cursor || isBehind(last, this.#cursor))) this.#cursor = { dueAt: last.dueAt, id: last.id }
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

  async #search(claim: Omit<RecordsClaim, 'after'>): Promise<Row[]> {
    const { clock, db } = this.#ctx
    const after = this.#cursor
    const at = clock.now()
    const rows = await claimRecords<Row>(db, this.#terms.pipeline, { ...claim, after })
    if (!after) this.#mayRewindAt = this.#afterWalk(at)
    return rows
  }

  /** When a search that began at `at` may be made again. */
  #afterWalk(at: number): number {
    const now = this.#ctx.clock.now()
    return now + Math.min(longestPauseMs, walkPauses * Math.max(0, now - at - noWalkMs))
  }

  #rewind(now: number): void {
    this.#cursor = null
    this.#rewoundAt = now
  }

  async #releaseStale(now: number): Promise<number> {
    const { pipeline, maxAttempts } = this.#terms
    this.#releasedAt = now
    const at = this.#ctx.clock.now()
    const released = await releaseStaleClaims(this.#ctx.db, pipeline, { maxAttempts, limit: releaseLimit })
    this.#mayReleaseAt = this.#afterWalk(at)
    for (const { id, claimedBy, givenUp } of released) {
      if (givenUp) this.#ctx.log.error('claim.given_up', { pipeline, id, instance: claimedBy })
      else this.#ctx.log.warn('claim.stale', { pipeline, id, instance: claimedBy })
      this.givenUp += Number(givenUp)
    }
    this.released += released.length
    return released.length
  }

  async #keepRenewing(): Promise<void> {
    const { leaseSeconds } = this.#terms
    while (true) {
      await this.#ctx.clock.sleep((leaseSeconds * 1000) / 3)
      if (this.#closing && this.#held.size === 0) return
      this.#renewal = this.#renew()
      await this.#renewal
    }
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
      // Another has them: those that have not begun need not begin here, and those that have can end.
      const gone = new Set(lost.map(({ record }) => record))
      this.#waiting = this.#waiting.filter((record) => !gone.has(record))
      for (const hold of lost) {
        this.#held.delete(hold.record.id)
        hold.lose(new Error(`the claim to ${hold.record.id} was lost`))
      }
      this.#ctx.log.warn('claim.lost', { pipeline, records: lost.length })
    } catch (error) {
      this.#ctx.log.warn('claim.renewal_failed', { pipeline, records: held.length, error: String(error) })
    }
  }
}

const isBehind = (one: ClaimCursor, other: ClaimCursor): boolean =>
  one.dueAt === other.dueAt ? one.id > other.id : one.dueAt > other.dueAt
