import { sql } from 'drizzle-orm'
import type { Database } from '../../database.ts'
import { runStatement } from '../../run-statement.ts'

/** Imports that are under way, by table and step. */
export function countRunningImports(db: Database): Promise<Array<{ target: string; status: string; imports: number }>> {
  return runStatement(
    db,
    'count-running-imports',
    sql`
      select target, status, count(*)::int as imports
      from imports
      where status in ('splitting', 'staging', 'merging')
      group by target, status
      order by target, status`,
  )
}
