import type { ClaimedRow } from '@edgesweep/db/queries/claim/claim-records.ts'
import { finishFileTasks, type StoredFile } from '@edgesweep/db/queries/file-task/finish.ts'
import type { Pipeline } from '../claim/pipeline.ts'
import type { Context } from '../context.ts'
import { judgeError } from '../endings/judge-error.ts'
import type { VisitContext } from '../visit/visit.ts'
import { fetchFile } from './fetch-file.ts'

export type FileContext = VisitContext & Pick<Context, 'db' | 'files' | 'log'>

/** A file to fetch for a job, and its claim. */
export interface FileRecord extends ClaimedRow {
  /** Null for the clock's own jobs, and for creatives. */
  keyId: string | null
  jobId: string
  url: string
  /** The job's submission, ISO 8601. */
  submittedAt: string
}

/** Files that jobs asked for and creatives show: fetched, and stored under their names. */
export const filePipeline: Pipeline<FileContext, FileRecord, StoredFile> = {
  name: 'files',
  retry: { maxAttempts: 5, retrySeconds: 5 },
  process: fetchFile,
  judge: judgeError,
  finish: finishFileTasks,
}
