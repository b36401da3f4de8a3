import { asc, count, inArray, sql } from 'drizzle-orm'
import { build } from '../../build.ts'
import type { Database } from '../../database.ts'
import { answers } from '../../fields.ts'
import { runStatement } from '../../run-statement.ts'
import { imports } from '../../schema/imports.ts'

/** Running imports by table and status. */
export function countRunningImports(db: Database): Promise<Array<{ target: string; status: string; imports: number }>> {
  const { target, status } = imports
  const counted = build
    .select(answers({ target, status, imports: sql<number>`${count()}::int` }))
    .from(imports)
    .where(inArray(status, ['splitting', 'staging', 'merging']))
    .groupBy(target, status)
    .orderBy(asc(target), asc(status))
  return runStatement(db, 'count-running-imports', counted)
}
