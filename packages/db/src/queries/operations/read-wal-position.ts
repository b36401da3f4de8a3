import { sql } from 'drizzle-orm'
import type { Database } from '../../database.ts'
import { runStatement } from '../../run-statement.ts'

/** The end of the primary's WAL, in bytes (exact up to 9 PB): all earlier commits are before it. */
export async function readWalPosition(db: Database): Promise<number> {
  const rows = await runStatement<{ position: number }>(
    db,
    'read-wal-position',
    sql`select (pg_current_wal_lsn() - '0/0'::pg_lsn)::float8 as position`,
  )
  return rows[0]!.position
}
