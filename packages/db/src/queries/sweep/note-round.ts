import { sql } from 'drizzle-orm'
import type { Database } from '../../database.ts'
import { afterSeconds } from '../../fragments/lease.ts'
import { runStatement } from '../../run-statement.ts'
import { roundSeconds } from '../../schema/planned-wakes.ts'

/** Notes that a round of the clock begins, by planning the next one. */
export async function noteRound(db: Database): Promise<void> {
  await runStatement(
    db,
    'note-round',
    sql`
      insert into planned_wakes (name, wakes_at) values ('clock', ${afterSeconds(roundSeconds)})
      on conflict (name) do update set wakes_at = excluded.wakes_at`,
  )
}
