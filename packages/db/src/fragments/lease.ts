import { type SQL, sql } from 'drizzle-orm'

export interface LeaseTerms {
  /** The claimer's own, never used before. */
  token: string
  leaseSeconds: number
}

/** The database's time so many seconds from now. */
export const afterSeconds = (seconds: number): SQL => sql`now() + make_interval(secs => ${seconds}::float8)`

/** Condition: nobody holds the row whose lease expires at the column `expiry`. */
export const isFree = (expiry: string): SQL => sql.raw(`(${expiry} is null or ${expiry} <= now())`)

/** Assignments of a claim. */
export const takeLease = ({ token, leaseSeconds }: LeaseTerms): SQL =>
  sql`lease_token = ${token}, lease_expires_at = ${afterSeconds(leaseSeconds)}`

/** Assignments of the end of a claim. */
export const endLease = sql`lease_token = null, lease_expires_at = null`
