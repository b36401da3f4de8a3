import { listFileTasks } from '@edgesweep/db/queries/file-task/list.ts'
import { readRecord } from '@edgesweep/db/queries/record/read.ts'
import type { FileRow } from '@edgesweep/db/rows/file-row.ts'
import type { RecordRow } from '@edgesweep/db/rows/record-row.ts'
import type { Caller } from '../caller.ts'
import type { Context } from '../context.ts'
import { EdgesweepError } from '../errors.ts'
import { namedPipeline } from './named-pipeline.ts'
import { pipelineTraits } from './pipeline-traits.ts'

/** More than the media of any creative. */
const mostFiles = 100

/** A record with its result; for a creative also the files of its media. Throws `not_found`. */
export async function findRecord(
  ctx: Pick<Context, 'db'>,
  { keyId }: Caller,
  name: string,
  recordId: string,
): Promise<{ record: RecordRow; files: FileRow[] }> {
  const pipeline = namedPipeline(name)
  const record = await readRecord(ctx.db, { pipeline, keyId, recordId })
  if (!record)
    throw new EdgesweepError('not_found', `the pipeline "${name}" has no record ${recordId}`, { field: 'id' })
  const files = pipelineTraits[pipeline].hasFiles
    ? await listFileTasks(ctx.db, { jobId: recordId, keyId, limit: mostFiles })
    : []
  return { record, files }
}
