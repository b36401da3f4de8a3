import { type SQL, sql } from 'drizzle-orm'
import { firstIdAt } from './first-id-at.ts'

/** The smallest id with this prefix that `new_id` can have made within the last `seconds`. */
export const madeWithin = (prefix: string, seconds: number): SQL =>
  firstIdAt(prefix, sql`now() - make_interval(secs => ${seconds}::float8)`)
