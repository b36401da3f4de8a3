import { type PipelineName, pipelineNames } from '@edgesweep/db/schema/pipelines.ts'
import { EdgesweepError } from '../errors.ts'

/** The pipeline with that name. Throws `not_found`, naming the existing ones. */
export function namedPipeline(name: string): PipelineName {
  const known = pipelineNames.find((pipeline) => pipeline === name)
  if (known) return known
  throw new EdgesweepError('not_found', `no pipeline "${name.slice(0, 50)}": use one of ${pipelineNames.join(', ')}`, {
    field: 'name',
  })
}
