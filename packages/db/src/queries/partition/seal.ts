import { sql } from 'drizzle-orm'
import type { Database } from '../../database.ts'
import type { HistoryKind } from '../../history-kind.ts'
import { runStatement } from '../../run-statement.ts'

/** Makes a day's partition refuse all further writes. It waits for running writes and throws after five seconds. */
export async function sealPartition(db: Database, { kind, day }: { kind: HistoryKind; day: string }): Promise<void> {
  await runStatement(db, 'seal-partition', sql`select seal_partition(${kind}, ${day}::date)::text`)
}
