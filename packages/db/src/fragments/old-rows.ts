import { getTableColumns, type SQL, sql } from 'drizzle-orm'
import type { PgColumn, PgTable } from 'drizzle-orm/pg-core'
import { changeEvents } from '../schema/change-events.ts'
import { deliveries } from '../schema/deliveries.ts'
import { fileHosts } from '../schema/file-hosts.ts'
import { fileTasks } from '../schema/file-tasks.ts'
import { jobs } from '../schema/jobs.ts'
import { outletPages } from '../schema/outlet-pages.ts'
import { pipelineCompletions } from '../schema/pipeline-completions.ts'
import { platformStatus } from '../schema/platform-status.ts'
import { snapshots } from '../schema/snapshots.ts'
import { sweeps } from '../schema/sweeps.ts'
import { webhookReceivers } from '../schema/webhook-receivers.ts'
import { firstIdAt } from './first-id-at.ts'

/** Rows of a table that may go when they are old. */
interface OldRows {
  table: PgTable
  /** Primary key. */
  key: PgColumn[]
  /** The time that counts. */
  at: PgColumn
  /** Which rows; all without it. */
  which?: SQL
  /** The prefix of ids that contain the time. The primary key then finds old rows. */
  prefix?: string
  /** The column with the name of a file in the bucket. The file is deleted with the last row that names it. */
  file?: PgColumn
}

/** The closed list of rows that are deleted by age alone, or counted by it. */
export const oldRows = {
  jobs: { table: jobs, key: [jobs.id], at: jobs.endedAt, which: sql`not ${jobs.dead}` },
  dead_letters: { table: jobs, key: [jobs.id], at: jobs.endedAt, which: sql`${jobs.dead}` },
  sweeps: { table: sweeps, key: [sweeps.id], at: sweeps.endedAt, prefix: 'swp_' },
  deliveries: {
    table: deliveries,
    key: [deliveries.id],
    at: deliveries.createdAt,
    which: sql`${deliveries.status} in ('delivered', 'dead')`,
  },
  receivers: { table: webhookReceivers, key: [webhookReceivers.receiver], at: webhookReceivers.changedAt },
  hosts: { table: fileHosts, key: [fileHosts.host], at: fileHosts.changedAt },
  completions: {
    table: pipelineCompletions,
    key: [pipelineCompletions.pipeline, pipelineCompletions.instance, pipelineCompletions.minute],
    at: pipelineCompletions.minute,
  },
  changes: { table: changeEvents, key: [changeEvents.id], at: changeEvents.observedAt, prefix: 'evt_' },
  files: { table: fileTasks, key: [fileTasks.id], at: fileTasks.endedAt, file: fileTasks.name },
  pages: {
    table: outletPages,
    key: [outletPages.sweepId, outletPages.outletId, outletPages.observedAt, outletPages.place],
    at: outletPages.observedAt,
    file: outletPages.file,
  },
  snapshots: { table: snapshots, key: [snapshots.itemId, snapshots.observedAt], at: snapshots.observedAt },
  platform_status: {
    table: platformStatus,
    key: [platformStatus.outletId, platformStatus.observedAt],
    at: platformStatus.observedAt,
  },
} as const satisfies Record<string, OldRows>

type OldRowsName = keyof typeof oldRows
/** Rows that name files. */
export type FileRowsName = 'files' | 'pages'
/** Rows that go in one statement. History goes by whole partitions. */
export type PlainRowsName = Exclude<OldRowsName, FileRowsName | 'snapshots' | 'platform_status'>
export type CountedRowsName = OldRowsName

/** Rows in the terms that the statements share. `isOld`: the condition that a row is older than `before` (ISO 8601). */
export function oldRowsTerms(name: OldRowsName, before: string) {
  const { table, key, at, which = sql`true`, prefix }: OldRows = oldRows[name]
  const time = sql`${before}::timestamptz`
  const byId = prefix === undefined ? sql`` : sql` and ${key[0]} < ${firstIdAt(prefix, time)}`
  return {
    table: sql`${table}`,
    keys: sql.join(key, sql`, `),
    keysOf: (alias: string) =>
      sql.join(
        key.map((column) => sql`${sql.identifier(alias)}.${sql.identifier(column.name)}`),
        sql`, `,
      ),
    at: sql`${at}`,
    order: sql`${prefix === undefined ? at : key[0]}`,
    // By column, because the size of a whole row would read its long values from where they are stored.
    bytes: sql.join(
      Object.values(getTableColumns(table)).map((column) => sql`coalesce(pg_column_size(${column}), 0)`),
      sql` + `,
    ),
    isOld: sql`${at} < ${time} and (${which})${byId}`,
  }
}
