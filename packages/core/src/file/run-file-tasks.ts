import type { RunCounts } from '../claim/ends.ts'
import { PipelineRun, type PipelineRunOptions } from '../claim/pipeline-run.ts'
import { type FileContext, filePipeline } from './file-pipeline.ts'

/**
 * Fetches the files that are due, until none is or the time is up: three at a time, since each may hold twice `maxFileBytes` in memory and an
 * isolate has 128 MB, with claims of a minute.
 */
export function runFileTasks(
  ctx: FileContext,
  options: Pick<PipelineRunOptions, 'instance' | 'budgetMs'> & Partial<PipelineRunOptions>,
): Promise<RunCounts> {
  const { workers = 3 } = options
  return new PipelineRun(ctx, filePipeline, { workers, batch: 2 * workers, leaseSeconds: 60, ...options }).run()
}
