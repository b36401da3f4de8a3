import { finishFileTasks, type StoredFile } from '@edgesweep/db/queries/file-task/finish.ts'
import { judgeError } from '../claim/judge-error.ts'
import type { Pipeline } from '../claim/pipeline.ts'
import { type FileContext, type FileRecord, fetchFile } from './fetch-file.ts'

/** Files that jobs asked for and creatives show: fetched, and stored under their names. */
export const filePipeline: Pipeline<FileContext, FileRecord, StoredFile> = {
  name: 'files',
  retry: { maxAttempts: 5, retrySeconds: 5 },
  process: fetchFile,
  judge: judgeError,
  finish: finishFileTasks,
}
