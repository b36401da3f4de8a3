import { sql } from 'drizzle-orm'
import type { Database } from '../../database.ts'
import type { ChangeKind } from '../../event-kinds.ts'
import { madeWithin } from '../../fragments/made-within.ts'
import { runStatement } from '../../run-statement.ts'

/** Only this number of the newest change events is counted. */
const mostCounted = 100_000

/** Change events of the last hour, by kind. */
export function countChanges(db: Database): Promise<Array<{ kind: ChangeKind; changes: number }>> {
  return runStatement(
    db,
    'count-changes',
    sql`
      select kind, count(*)::int as changes
      from (
        select kind from change_events where id >= ${madeWithin('evt_', 3_600)} order by id desc limit ${mostCounted}::int
      ) as newest
      group by kind
      order by kind`,
  )
}
