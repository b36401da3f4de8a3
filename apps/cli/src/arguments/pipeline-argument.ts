import { pipelineNames } from '@edgesweep/core/pipeline/named-pipeline.ts'
import { Argument } from 'commander'

/** The name of a pipeline; `usage` as commander has it, `<PIPELINE>` or `[PIPELINE]`. */
export const pipelineArgument = (usage: string, description: string): Argument =>
  new Argument(usage, description).choices(pipelineNames)
