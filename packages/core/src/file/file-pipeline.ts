import { finishFileTasks, type StoredFile } from '@edgesweep/db/queries/file-task/finish.ts'
import type { RunCounts } from '../claim/ends.ts'
import { judgeError } from '../claim/judge-error.ts'
import type { Pipeline } from '../claim/pipeline.ts'
import { linesByHost } from '../claim/pipeline-lines.ts'
import { type BriefRunOptions, runBriefly } from '../claim/run-briefly.ts'
import { type FileContext, type FileRecord, fetchFile } from './fetch-file.ts'

/** Fetches the files of jobs and creatives and stores them under their names. */
export const filePipeline: Pipeline<FileContext, FileRecord, StoredFile> = {
  name: 'files',
  retry: { maxAttempts: 5, retrySeconds: 5 },
  // One more than the permits of a domain, so that the next file waits for a permit and not for a claim.
  lines: linesByHost(
    'files',
    ({ settings }) => 1 + Math.max(settings.domainSlots, ...Object.values(settings.domainSlotsByHost)),
  ),
  process: fetchFile,
  judge: judgeError,
  finish: finishFileTasks,
}

/** Fetches due files until none is due or the time is up. Each may hold twice `maxFileBytes` in memory. */
export const runFileTasks = (ctx: FileContext, options: BriefRunOptions): Promise<RunCounts> =>
  runBriefly(ctx, filePipeline, options)
