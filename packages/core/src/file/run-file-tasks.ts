import type { RunCounts } from '../claim/ends.ts'
import { type BriefRunOptions, runBriefly } from '../claim/run-briefly.ts'
import type { FileContext } from './fetch-file.ts'
import { filePipeline } from './file-pipeline.ts'

/** Fetches the files that are due, until none is or the time is up; each may hold twice `maxFileBytes` in memory. */
export const runFileTasks = (ctx: FileContext, options: BriefRunOptions): Promise<RunCounts> =>
  runBriefly(ctx, filePipeline, options)
