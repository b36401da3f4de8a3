import { type SQL, sql } from 'drizzle-orm'
import { isFree } from './lease.ts'

/** Condition: an enabled outlet is due in 5 s at the latest, or was not released by its sweep, and no sweep holds it. */
export const isDue = (table: string): SQL => sql`
  ${sql.raw(`${table}.enabled
    and (${table}.next_sweep_at <= now() + interval '5 seconds' or ${table}.sweep_lease_expires_at <= now())`)}
  and ${isFree(`${table}.sweep_lease_expires_at`)}`
