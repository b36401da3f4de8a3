import { sql } from 'drizzle-orm'
import type { Database } from '../../database.ts'
import { runStatement } from '../../run-statement.ts'

/** The replica's position in its primary's WAL, in bytes, comparable with `readWalPosition`; null when it is not a replica. */
export async function readReplayPosition(db: Database): Promise<number | null> {
  const rows = await runStatement<{ position: number | null }>(
    db,
    'read-replay-position',
    sql`select case when pg_is_in_recovery() then (pg_last_wal_replay_lsn() - '0/0'::pg_lsn)::float8 end as position`,
  )
  return rows[0]!.position
}
