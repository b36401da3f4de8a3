import type { PipelineName } from '@edgesweep/db/pipelines.ts'
import type { Context } from '../context.ts'

export type PipelineWakes = Pick<Context, 'log'> & { wakes: Pick<Context['wakes'], 'pipeline'> }

/** Tells those who work on a pipeline that there are records. The rows are what counts: the clock finds them if nobody is told. */
export const wakePipeline = ({ wakes, log }: PipelineWakes, pipeline: PipelineName): Promise<void> =>
  wakes.pipeline(pipeline).catch((error) => log.warn('pipeline.wake_failed', { pipeline, error: String(error) }))
