import { type SQL, sql } from 'drizzle-orm'

export interface LeaseTerms {
  /** A new unique id from the claimer. */
  token: string
  leaseSeconds: number
}

/** The database's time `seconds` from now. */
export const afterSeconds = (seconds: number): SQL => sql`now() + make_interval(secs => ${seconds}::float8)`

/** Condition: the row has no lease, or its lease has expired. `expiry` is the column with the lease's end. */
export const isFree = (expiry: string): SQL => sql.raw(`(${expiry} is null or ${expiry} <= now())`)

/** Assignments that begin a claim. */
export const takeLease = ({ token, leaseSeconds }: LeaseTerms): SQL =>
  sql`lease_token = ${token}, lease_expires_at = ${afterSeconds(leaseSeconds)}`

/** Assignments that end a claim. */
export const endLease = sql`lease_token = null, lease_expires_at = null`
