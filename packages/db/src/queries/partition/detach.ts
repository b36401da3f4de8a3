import { sql } from 'drizzle-orm'
import type { Database } from '../../database.ts'
import { dayPartition } from '../../fragments/day-partition.ts'
import type { HistoryKind } from '../../history-kind.ts'
import { runStatement } from '../../run-statement.ts'

interface PartitionToDetach {
  kind: HistoryKind
  day: string
  /** `concurrently` begins a detachment; `finalize` completes an interrupted one. */
  how: 'concurrently' | 'finalize'
}

/** Detaches a day's partition from its table. It waits for running statements without delaying them, and cannot run in a transaction. */
export async function detachPartition(db: Database, { kind, day, how }: PartitionToDetach): Promise<void> {
  await runStatement(
    db,
    'detach-partition',
    sql`alter table ${sql.identifier(kind)} detach partition ${dayPartition(kind, day)} ${sql.raw(how)}`,
  )
}
