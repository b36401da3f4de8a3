import type { ClaimedRow, ClaimTerms } from '@edgesweep/db/fragments/take-claim.ts'
import type { Held } from './hold.ts'

/** Finds due records and claims them. */
export interface Search<Row extends ClaimedRow> {
  /** Claims up to `limit` records. `held`: the records that the instance holds already. */
  claim(terms: ClaimTerms, limit: number, held: Array<Held<Row>>): Promise<Row[]>
}
