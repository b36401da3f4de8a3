import { sql } from 'drizzle-orm'
import type { Database } from '../../database.ts'
import { runStatement } from '../../run-statement.ts'
import { roundSeconds } from '../../schema/planned-wakes.ts'

/** The database's time and the rounds of the clock. Times are ISO 8601. */
interface ClockReading {
  now: string
  /** When the last round began; null before the first one. */
  lastRoundAt: string | null
  /** The seconds for which the next round has been due; 0 when it is not due, or before the first one. */
  lateSeconds: number
}

/** Reads the time, and whether the clock still starts its rounds. */
export async function readClock(db: Database): Promise<ClockReading> {
  const rows = await runStatement<ClockReading>(
    db,
    'read-clock',
    sql`
      select iso_time(now()) as now,
        iso_time(max(wakes_at) - make_interval(secs => ${roundSeconds}::float8)) as "lastRoundAt",
        greatest(0, coalesce(extract(epoch from now() - max(wakes_at)), 0))::float8 as "lateSeconds"
      from planned_wakes where name = 'clock'`,
  )
  return rows[0]!
}
