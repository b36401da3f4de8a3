import { listRecords } from '@edgesweep/db/queries/record/list.ts'
import type { RecordRow } from '@edgesweep/db/rows/record-row.ts'
import { statusesOf } from '@edgesweep/db/schema/pipelines.ts'
import type { Caller } from '../caller.ts'
import type { Context } from '../context.ts'
import { EdgesweepError } from '../errors.ts'
import { namedPipeline } from './named-pipeline.ts'

export interface RecordFilter {
  status: string | undefined
  /** The id of the last record on the previous page. */
  before: string | undefined
  limit: number
  /** Whether to include each record's result. */
  withResult: boolean
}

/** A page of a pipeline's records, newest first. Throws `not_found` for an unknown pipeline, `invalid_input` for an unknown status. */
export function listPipelineRecords(
  ctx: Pick<Context, 'db'>,
  caller: Caller,
  name: string,
  { status, before, limit, withResult }: RecordFilter,
): Promise<RecordRow[]> {
  const pipeline = namedPipeline(name)
  const statuses: readonly string[] = statusesOf(pipeline)
  if (status !== undefined && !statuses.includes(status))
    throw new EdgesweepError('invalid_input', `status: must be one of ${statuses.join(', ')}`, { field: 'status' })
  const { keyId } = caller
  return listRecords(ctx.db, { pipeline, keyId, status: status ?? null, before: before ?? null, limit, withResult })
}
