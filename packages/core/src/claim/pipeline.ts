import type { Database } from '@edgesweep/db/database.ts'
import type { Finished } from '@edgesweep/db/fragments/finish-claim.ts'
import type { ClaimedRow } from '@edgesweep/db/fragments/take-claim.ts'
import type { Return } from '@edgesweep/db/queries/claim/return.ts'
import type { PipelineName } from '@edgesweep/db/schema/pipelines.ts'
import type { PipelineLines } from './pipeline-lines.ts'

/** The number of attempts, and the seconds before the second one. Each further delay is four times as long. */
export interface RetryTerms {
  maxAttempts: number
  retrySeconds: number
}

/** Staged processing of a table's records by claims. `Row` is the claimed record, `Result` the result of its work. */
export interface Pipeline<Ctx, Row extends ClaimedRow, Result> {
  name: PipelineName
  retry: RetryTerms
  /** Without it, records are processed in the order in which they are due. */
  lines?: PipelineLines<Ctx, Row>
  /** Does one record's work. It ends early when `hold.lost` aborts. Throws when there is no result. */
  process(ctx: Ctx, record: Row, hold: { readonly lost: AbortSignal }): Promise<Result>
  /** How to end a record's claim after its work threw `error`. `random`, in [0, 1), spreads retries. */
  judge(error: unknown, record: Row, terms: RetryTerms, random: number): Return
  /** Writes results and ends their claims in one statement. Returns the ids of the records that were still held. */
  finish(db: Database, finished: Array<Finished<Result>>): Promise<string[]>
}
