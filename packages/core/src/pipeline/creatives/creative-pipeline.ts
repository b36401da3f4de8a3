import type { ClaimedRow } from '@edgesweep/db/queries/claim/claim-records.ts'
import { type CreativeReading, finishCreatives } from '@edgesweep/db/queries/record/finish-creatives.ts'
import type { Pipeline } from '../../claim/pipeline.ts'
import type { Context } from '../../context.ts'
import { judgeError } from '../../endings/judge-error.ts'
import type { VisitContext } from '../../visit/visit.ts'
import { fetchCreative } from './fetch-creative.ts'

export type CreativeContext = VisitContext & Pick<Context, 'db' | 'log'>

/** An ad creative to fetch, and its claim. */
export interface CreativeRecord extends ClaimedRow {
  url: string
}

/** Ad creatives: fetched and read; what they show is fetched as file tasks, which are written with the ends. */
export const creativePipeline: Pipeline<CreativeContext, CreativeRecord, CreativeReading> = {
  name: 'creatives',
  retry: { maxAttempts: 5, retrySeconds: 5 },
  process: fetchCreative,
  judge: judgeError,
  finish: finishCreatives,
}
