import { sql } from 'drizzle-orm'
import { endLease } from './lease.ts'

/** The result of processing a record, with the token of the claim. */
export type Finished<Result> = Result & { id: string; token: string }

/** Assignments that end a claim with a result. */
export const finishClaim = sql`
  claimed_from = null, ${endLease}, error = null, outage_since = null, alone = false, begun = false`

/** The attempts at a record `t` that ends with a result. An attempt alone was counted when it began. */
export const attemptsAtEnd = sql`t.attempts + (not t.begun)::int`
