import { type SQL, sql } from 'drizzle-orm'
import { columnList, type Fields } from '../fields.ts'
import { type PipelineName, pipelines } from '../schema/pipelines.ts'

/** A record of a pipeline; times are ISO 8601. */
export interface RecordRow {
  id: string
  status: string
  attempts: number
  /** The error of the last attempt that failed. */
  error: string | null
  /** The instance that holds it, or held it at its end. */
  claimedBy: string | null
  processingStartedAt: string | null
  /** When the claim expires; null while no instance holds the record. */
  leaseExpiresAt: string | null
  /** The time when it was last added, claimed or ended. */
  updatedAt: string
  subject: Record<string, unknown>
  /** Its result so far; null if it was not asked for, and for searches, whose results are profiles. */
  result: Record<string, unknown> | null
}

const objectOf = (fields: Fields | null): SQL =>
  fields === null
    ? sql`null::jsonb`
    : sql`jsonb_build_object(${sql.join(
        Object.entries(fields).map(([name, field]) => sql`${sql.raw(`'${name}'`)}, ${field}`),
        sql`, `,
      )})`

/** Columns of a `RecordRow`, from a pipeline's table as `t`. */
export const recordColumns = (pipeline: PipelineName, { withResult }: { withResult: boolean }): SQL =>
  columnList({
    id: sql`t.id`,
    status: sql`t.status`,
    attempts: sql`t.attempts`,
    error: sql`t.error`,
    claimedBy: sql`t.claimed_by`,
    processingStartedAt: sql`iso_time(t.processing_started_at)`,
    leaseExpiresAt: sql`iso_time(t.lease_expires_at)`,
    updatedAt: sql`iso_time(greatest(t.created_at, t.processing_started_at, t.ended_at))`,
    subject: objectOf(pipelines[pipeline].subject),
    result: objectOf(withResult ? pipelines[pipeline].result : null),
  })

/** Condition on a pipeline's table as `t`: the caller may see the record. */
export function isVisibleTo(pipeline: PipelineName, keyId: string): SQL {
  const { owner } = pipelines[pipeline]
  return owner ? sql`(${owner} = ${keyId} or ${owner} is null)` : sql`true`
}
