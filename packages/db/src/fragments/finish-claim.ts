import { sql } from 'drizzle-orm'
import { endLease } from './lease.ts'

/** The result of a record's processing, with the claim that it was processed under. */
export type Finished<Result> = Result & { id: string; token: string }

/** Assignments of the end of a claim that came to a result. */
export const finishClaim = sql`claimed_from = null, ${endLease}, error = null`
