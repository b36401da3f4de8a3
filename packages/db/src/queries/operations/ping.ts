import { sql } from 'drizzle-orm'
import type { Database } from '../../database.ts'
import { runStatement } from '../../run-statement.ts'

/** The database's version and time. Throws when it does not answer. */
export async function ping(db: Database): Promise<{ serverVersion: string; now: string }> {
  const rows = await runStatement<{ serverVersion: string; now: string }>(
    db,
    'ping',
    sql`select current_setting('server_version') as "serverVersion", iso_time(now()) as now`,
  )
  return rows[0]!
}
