import { sql } from 'drizzle-orm'
import type { Database } from '../../database.ts'
import type { HistoryKind } from '../../history-kind.ts'
import { runStatement } from '../../run-statement.ts'

/** Has a day's partition refuse all writes from now on, once those under way have ended. Throws when they take longer than five seconds. */
export async function sealPartition(db: Database, { kind, day }: { kind: HistoryKind; day: string }): Promise<void> {
  await runStatement(db, 'seal-partition', sql`select seal_partition(${kind}, ${day}::date)::text`)
}
