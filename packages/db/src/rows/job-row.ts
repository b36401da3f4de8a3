import { getTableColumns } from 'drizzle-orm'
import type { RowOf } from '../fields.ts'
import { jobs } from '../schema/jobs.ts'

export const jobFields = getTableColumns(jobs)

/** An ended job. Times are ISO 8601. */
export type JobRow = RowOf<typeof jobFields>
