import type { PipelineName } from './pipelines.ts'

/** The statuses of each pipeline's records, in the order in which a record may come to them. */
export const pipelineStatuses: Record<PipelineName, readonly string[]> = {
  profiles: ['initial', 'processing', 'profiled', 'enhanced', 'failed'],
  creatives: ['pending', 'processing', 'completed', 'failed'],
  discoveries: ['pending', 'processing', 'completed', 'failed'],
  files: ['pending', 'processing', 'done', 'failed'],
}
