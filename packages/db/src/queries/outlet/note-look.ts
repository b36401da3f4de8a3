import { sql } from 'drizzle-orm'
import type { Database } from '../../database.ts'
import { runStatement } from '../../run-statement.ts'

export interface Look {
  outletId: string
  step: 'scan' | 'extract'
  /** Why it failed, for people; null when it was good. */
  error: string | null
}

/**
 * Notes how a look at an outlet ended. The first failure begins `last_error_since`. A good extraction clears the error; a good scan clears only one of a
 * scan. Writes nothing, and locks nothing, when nothing changes. Returns whether it did.
 */
export async function noteLook(db: Database, { outletId, step, error }: Look): Promise<boolean> {
  const changes =
    error === null
      ? sql`last_error is not null and (${step}::text = 'extract' or last_error_step = 'scan')`
      : sql`(last_error, last_error_step) is distinct from (${error}::text, ${step}::text)`
  const failed = sql`case when ${error}::text is not null then`
  const rows = await runStatement<{ id: string }>(
    db,
    'note-look',
    sql`
      update outlets
      set last_error = ${error}::text, last_error_step = ${failed} ${step}::text end, last_error_since = ${failed} coalesce(last_error_since, now()) end
      where id = ${outletId} and ${changes}
      returning id`,
  )
  return rows.length === 1
}
