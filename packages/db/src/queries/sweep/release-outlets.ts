import { sql } from 'drizzle-orm'
import type { Database } from '../../database.ts'
import { releasedOutlets } from '../../fragments/released-outlets.ts'
import { runStatement } from '../../run-statement.ts'

/**
 * Releases up to `limit` outlets that a sweep holds, except those that are being written at this moment, and plans their next start. Returns
 * their number: fewer than `limit` when no others are left.
 */
export async function releaseSweepOutlets(
  db: Database,
  { sweepId, limit }: { sweepId: string; limit: number },
): Promise<number> {
  const rows = await runStatement<{ released: number }>(
    db,
    'release-sweep-outlets',
    sql`
      with held as materialized (
        select id from outlets where sweep_id = ${sweepId} limit ${limit}::int for no key update skip locked
      ),
      ${releasedOutlets}
      select count(*)::int as released from released`,
  )
  return rows[0]!.released
}
