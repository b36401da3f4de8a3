import { sql } from 'drizzle-orm'
import type { Database } from '../../database.ts'
import { type SweepRow, sweepColumns } from '../../rows/sweep-row.ts'
import { runStatement } from '../../run-statement.ts'

interface SweepsPage {
  /** The id of the last sweep of the page before. */
  before?: string | null
  limit: number
}

/** Sweeps, newest first. */
export function listSweeps(db: Database, { before = null, limit }: SweepsPage): Promise<SweepRow[]> {
  return runStatement<SweepRow>(
    db,
    'list-sweeps',
    sql`
      select ${sweepColumns}
      from sweeps
      where ${before}::text is null or id < ${before}::text
      order by id desc
      limit ${limit}::int`,
  )
}
