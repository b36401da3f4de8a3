import type { RunCounts } from '@edgesweep/core/claim/ends.ts'
import type { Pipeline } from '@edgesweep/core/claim/pipeline.ts'
import { PipelineRun, type PipelineRunOptions } from '@edgesweep/core/claim/pipeline-run.ts'
import type { FileStore } from '@edgesweep/core/context.ts'
import { filePipeline } from '@edgesweep/core/file/file-pipeline.ts'
import { creativePipeline } from '@edgesweep/core/pipeline/creatives/creative-pipeline.ts'
import { pipelineTraits } from '@edgesweep/core/pipeline/pipeline-traits.ts'
import { discoveryPipeline } from '@edgesweep/core/pipeline/profiles/discovery-pipeline.ts'
import { profilePipeline } from '@edgesweep/core/pipeline/profiles/profile-pipeline.ts'
import type { ClaimedRow } from '@edgesweep/db/fragments/take-claim.ts'
import type { PipelineName } from '@edgesweep/db/schema/pipelines.ts'
import type { RunnerContext } from './context.ts'
import type { CountedRun } from './metrics.ts'

/** A `PipelineRun` of any type of record. */
export interface Run extends CountedRun {
  readonly workers: number
  /** The number of workers that process a record. */
  readonly busy: number
  setWorkers(workers: number): void
  run(): Promise<RunCounts>
  stop(graceMs: number): void
}

type MakeRun = (ctx: RunnerContext, options: PipelineRunOptions) => Run

const runsOf =
  <Row extends ClaimedRow, Result>(pipeline: Pipeline<RunnerContext, Row, Result>): MakeRun =>
  (ctx, options) =>
    new PipelineRun(ctx, pipeline, options)

/** Makes a run of each pipeline. */
export const runnerPipelines: Record<PipelineName, MakeRun> = {
  profiles: runsOf(profilePipeline),
  creatives: runsOf(creativePipeline),
  discoveries: runsOf(discoveryPipeline),
  files: (ctx, options) => new PipelineRun({ ...ctx, files: fileStoreOf(ctx) }, filePipeline, options),
}

/** Throws an Error that names the variable if a pipeline needs one that is not set. */
export async function checkSettings(ctx: RunnerContext, pipeline: PipelineName): Promise<void> {
  const { needs } = pipelineTraits[pipeline]
  if (needs === 'github-tokens' && (await ctx.settings.github.tokens.ids()).length === 0)
    throw new Error(`GITHUB_TOKENS is not set: "${pipeline}" needs GitHub tokens that can read public data`)
  if (needs === 'file-store') fileStoreOf(ctx)
}

function fileStoreOf({ files }: RunnerContext): FileStore {
  if (files) return files
  throw new Error('FILES_URL is not set: "files" needs a folder (file:///…) or a bucket (s3://…)')
}
