import type { Database } from '@edgesweep/db/database.ts'
import type { Finished } from '@edgesweep/db/finished.ts'
import type { PipelineName } from '@edgesweep/db/pipelines.ts'
import type { ClaimedRow } from '@edgesweep/db/queries/claim/claim-records.ts'
import type { Return } from '@edgesweep/db/queries/claim/return.ts'

/** A record that is held, by the token of its claim. */
export type Held<Row extends ClaimedRow> = Row & { token: string }

/** How many tries a record has, and the seconds after the first that failed: four times as many after each further one. */
export interface RetryTerms {
  maxAttempts: number
  retrySeconds: number
}

/** Staged processing of a table's records by claims. `Row`: what is claimed; `Result`: what comes of it. */
export interface Pipeline<Ctx, Row extends ClaimedRow, Result> {
  name: PipelineName
  retry: RetryTerms
  /** Does one record's work; what has begun ends early when `hold.lost` aborts. Throws when it comes to no result. */
  process(ctx: Ctx, record: Row, hold: { readonly lost: AbortSignal }): Promise<Result>
  /** What becomes of a record whose work threw `error`. `now` in epoch milliseconds; `random`, in [0, 1), spreads retries. */
  judge(error: unknown, record: Row, terms: RetryTerms, now: number, random: number): Return
  /** Writes results and ends their claims, all in one statement. Gives the ids of those that still held their record. */
  finish(db: Database, finished: Array<Finished<Result>>): Promise<string[]>
}
