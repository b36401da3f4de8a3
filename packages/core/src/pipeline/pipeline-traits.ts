import type { PipelineName } from '@edgesweep/db/schema/pipelines.ts'

interface PipelineTraits {
  /** A setting without which no record can be processed. */
  needs: 'github-tokens' | 'file-store' | null
  /** Whether its records have files, under the record's id. */
  hasFiles: boolean
}

/** The traits of each pipeline, for every process that runs or shows pipelines. */
export const pipelineTraits: Record<PipelineName, PipelineTraits> = {
  profiles: { needs: 'github-tokens', hasFiles: false },
  creatives: { needs: null, hasFiles: true },
  discoveries: { needs: 'github-tokens', hasFiles: false },
  files: { needs: 'file-store', hasFiles: false },
}
