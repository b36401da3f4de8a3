import { sql } from 'drizzle-orm'
import { bigint, boolean, doublePrecision, index, integer, pgTable, text, uniqueIndex } from 'drizzle-orm/pg-core'
import { bytewiseText, json, moment } from './columns.ts'

const count = (name: string) => bigint(name, { mode: 'number' }).notNull().default(0)

/**
 * Imports of files into tables. `steps` counts the steps taken, each in one commit with its work. Reading continues at `position`; sorted
 * rows before `merged_blocks` are merged, and `next_key` and `next_line` name the first of the others. `ending`: the early end that the worker
 * still has to carry out. `indexes` is `dropped` while the table has no secondary indexes. `attempts` counts claims since the last step,
 * without those that met an error of ours. Such an outage began at `outage_step`; a later step has ended it.
 */
export const imports = pgTable(
  'imports',
  {
    id: text().primaryKey(),
    keyId: text('key_id'),
    target: text({ enum: ['advertisers', 'outlets'] }).notNull(),
    filename: text().notNull(),
    status: text({
      enum: ['uploading', 'splitting', 'staging', 'merging', 'completed', 'failed', 'cancelled'],
    }).notNull(),
    ending: text({ enum: ['failed', 'cancelled'] }),
    bytes: bigint({ mode: 'number' }),
    compression: text({ enum: ['none', 'gzip'] }),
    encoding: text(),
    isLocal: boolean('is_local').notNull().default(false),
    partFiles: text('part_files').array().notNull().default([]),
    isSplit: boolean('is_split').notNull().default(false),
    isStaged: boolean('is_staged').notNull().default(false),
    rowsRead: count('rows_read'),
    rowsStaged: count('rows_staged'),
    rowsMerged: count('rows_merged'),
    inserted: count('inserted'),
    updated: count('updated'),
    unchanged: count('unchanged'),
    rejected: count('rejected'),
    duplicates: count('duplicates'),
    rejectFiles: text('reject_files').array().notNull().default([]),
    steps: integer().notNull().default(0),
    position: json(),
    readShare: doublePrecision('read_share').notNull().default(0),
    sortedBlocks: integer('sorted_blocks'),
    mergedBlocks: integer('merged_blocks').notNull().default(0),
    nextKey: bytewiseText('next_key'),
    nextLine: bigint('next_line', { mode: 'number' }),
    indexes: text({ enum: ['kept', 'dropped'] }),
    attempts: integer().notNull().default(0),
    nextAttemptAt: moment('next_attempt_at').notNull().defaultNow(),
    claimedBy: text('claimed_by'),
    processingStartedAt: moment('processing_started_at'),
    leaseExpiresAt: moment('lease_expires_at'),
    leaseToken: text('lease_token'),
    error: text(),
    createdAt: moment('created_at').notNull().defaultNow(),
    startedAt: moment('started_at'),
    endedAt: moment('ended_at'),
    outageSince: moment('outage_since'),
    outageStep: integer('outage_step'),
  },
  (table) => [
    index('imports_by_key').on(table.keyId, table.id),
    index('imports_under_way')
      .on(table.createdAt, table.id)
      .where(sql`${table.status} in ('splitting', 'staging', 'merging')`),
    uniqueIndex('imports_alone').on(table.target).where(sql`${table.status} in ('staging', 'merging')`),
  ],
)
