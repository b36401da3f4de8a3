import { sql } from 'drizzle-orm'
import type { Database } from '../../database.ts'
import { releasedOutlets } from '../../fragments/released-outlets.ts'
import { runStatement } from '../../run-statement.ts'

/**
 * Releases up to `limit` outlets of a sweep and schedules their next start. It skips outlets that another transaction locks. Returns the
 * number of released outlets: fewer than `limit` when no others are left.
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
