import { sql } from 'drizzle-orm'
import { bigint, index, integer, pgTable, text, uniqueIndex } from 'drizzle-orm/pg-core'
import { moment, outageColumns } from './columns.ts'

/**
 * Files to fetch for a job or a creative, whose id is `job_id`. `key_id` is null for scheduled jobs and for creatives, which every caller sees.
 * `submitted_at` is the job's. `name` is the file's name in the bucket. `failed`: no attempt follows. For the columns of claims see
 * `claimColumns`.
 */
export const fileTasks = pgTable(
  'file_tasks',
  {
    id: text().primaryKey(),
    keyId: text('key_id'),
    jobId: text('job_id').notNull(),
    url: text().notNull(),
    submittedAt: moment('submitted_at').notNull(),
    status: text({ enum: ['pending', 'processing', 'done', 'failed'] })
      .notNull()
      .default('pending'),
    attempts: integer().notNull().default(0),
    throttles: integer().notNull().default(0),
    nextAttemptAt: moment('next_attempt_at').notNull().defaultNow(),
    leaseExpiresAt: moment('lease_expires_at'),
    leaseToken: text('lease_token'),
    name: text(),
    bytes: bigint({ mode: 'number' }),
    sha256: text(),
    contentType: text('content_type'),
    error: text(),
    createdAt: moment('created_at').notNull().defaultNow(),
    endedAt: moment('ended_at'),
    claimedFrom: text('claimed_from'),
    claimedBy: text('claimed_by'),
    processingStartedAt: moment('processing_started_at'),
    ...outageColumns(),
  },
  (table) => [
    uniqueIndex('file_tasks_once').on(table.jobId, sql`md5(${table.url})`),
    index('file_tasks_open').on(table.nextAttemptAt, table.id).where(sql`${table.endedAt} is null`),
    index('file_tasks_by_host')
      .on(sql`host_of(${table.url})`, table.nextAttemptAt, table.id)
      .where(sql`${table.endedAt} is null`),
    index('file_tasks_claimed').on(table.leaseExpiresAt).where(sql`${table.status} = 'processing'`),
    index('file_tasks_by_job').on(table.jobId, table.id),
    index('file_tasks_ended').on(table.endedAt).where(sql`${table.endedAt} is not null`),
    index('file_tasks_by_name').on(sql`${table.name} collate "C"`).where(sql`${table.name} is not null`),
  ],
)
