import type { ClaimedRow } from '@edgesweep/db/fragments/take-claim.ts'
import type { ClaimContext } from './claims.ts'
import type { RunCounts } from './ends.ts'
import type { Pipeline } from './pipeline.ts'
import { PipelineRun, type PipelineRunOptions } from './pipeline-run.ts'

/** The options of a run, with a required instance and time limit. */
export type BriefRunOptions = Pick<PipelineRunOptions, 'instance' | 'budgetMs'> & Partial<PipelineRunOptions>

/**
 * Works on due records until none is due or the time is up: three at a time, with claims of 60 s, because an isolate has 128 MB and may
 * end at any moment.
 */
export function runBriefly<Ctx extends ClaimContext, Row extends ClaimedRow, Result>(
  ctx: Ctx,
  pipeline: Pipeline<Ctx, Row, Result>,
  options: BriefRunOptions,
): Promise<RunCounts> {
  const { workers = 3 } = options
  return new PipelineRun(ctx, pipeline, { workers, batch: 2 * workers, leaseSeconds: 60, ...options }).run()
}
