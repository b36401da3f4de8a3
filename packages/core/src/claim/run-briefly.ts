import type { ClaimedRow } from '@edgesweep/db/queries/claim/claim-records.ts'
import type { ClaimContext } from './claims.ts'
import type { RunCounts } from './ends.ts'
import type { Pipeline } from './pipeline.ts'
import { PipelineRun, type PipelineRunOptions } from './pipeline-run.ts'

/** At least who runs and for how long. */
export type BriefRunOptions = Pick<PipelineRunOptions, 'instance' | 'budgetMs'> & Partial<PipelineRunOptions>

/**
 * Works on what is due, until nothing is or the time is up, on the terms of an isolate, which has 128 MB and may be gone at any moment: three records at
 * a time, with claims of a minute.
 */
export function runBriefly<Ctx extends ClaimContext, Row extends ClaimedRow, Result>(
  ctx: Ctx,
  pipeline: Pipeline<Ctx, Row, Result>,
  options: BriefRunOptions,
): Promise<RunCounts> {
  const { workers = 3 } = options
  return new PipelineRun(ctx, pipeline, { workers, batch: 2 * workers, leaseSeconds: 60, ...options }).run()
}
