import { sql } from 'drizzle-orm'
import type { Database } from '../../database.ts'
import { runStatement } from '../../run-statement.ts'

/** How far a primary has written its WAL, in bytes (exact up to 9 PB): whatever was committed before is below it. */
export async function readWalPosition(db: Database): Promise<number> {
  const rows = await runStatement<{ position: number }>(
    db,
    'read-wal-position',
    sql`select (pg_current_wal_lsn() - '0/0'::pg_lsn)::float8 as position`,
  )
  return rows[0]!.position
}
