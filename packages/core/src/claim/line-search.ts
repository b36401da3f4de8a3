import type { ClaimedLine } from '@edgesweep/db/fragments/lines.ts'
import type { ClaimedRow, ClaimTerms } from '@edgesweep/db/fragments/take-claim.ts'
import { claimInLines } from '@edgesweep/db/queries/claim/claim-in-lines.ts'
import type { LinedPipeline } from '@edgesweep/db/schema/pipelines.ts'
import { sharesOf } from '../line/shares-of.ts'
import type { ClaimContext } from './claims.ts'
import type { Held } from './hold.ts'
import type { Search } from './search.ts'

/** The most claims in a row that find nothing due. Each looks at a thousand lines. */
const mostEmptyClaims = 20

/** The terms of a search along lines. */
export interface LineTerms {
  pipeline: LinedPipeline
  /** The most unfinished records of one line, of all instances. */
  perLine: number
  /** The number of workers now. They share their places by `sharesOf`. */
  workers: () => number
}

/** Finds due records along their lines, so that a line that fails or hangs delays no other. */
export class LineSearch<Row extends ClaimedRow & ClaimedLine> implements Search<Row> {
  readonly #db: ClaimContext['db']
  readonly #lines: LineTerms
  #after = ''

  constructor({ db }: ClaimContext, lines: LineTerms) {
    this.#db = db
    this.#lines = lines
  }

  async claim(terms: ClaimTerms, limit: number, held: Array<Held<Row>>): Promise<Row[]> {
    const { pipeline, perLine, workers } = this.#lines
    const shares = { ...sharesOf(workers(), held), perLine, limit }
    for (let empty = 0; empty < mostEmptyClaims; empty++) {
      const claim = { ...terms, ...shares, after: this.#after }
      const { records, after, isWholeLap } = await claimInLines<Row>(this.#db, pipeline, claim)
      this.#after = after
      if (records.length > 0 || isWholeLap) return records
    }
    return []
  }
}
