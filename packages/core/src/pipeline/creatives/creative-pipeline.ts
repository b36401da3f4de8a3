import { type CreativeReading, finishCreatives } from '@edgesweep/db/queries/record/finish-creatives.ts'
import { judgeError } from '../../claim/judge-error.ts'
import type { Pipeline } from '../../claim/pipeline.ts'
import { type CreativeContext, type CreativeRecord, fetchCreative } from './fetch-creative.ts'

/** Ad creatives: fetched and read; what they show is fetched as file tasks, which are written with the ends. */
export const creativePipeline: Pipeline<CreativeContext, CreativeRecord, CreativeReading> = {
  name: 'creatives',
  retry: { maxAttempts: 5, retrySeconds: 5 },
  process: fetchCreative,
  judge: judgeError,
  finish: finishCreatives,
}
