import { type CreativeReading, finishCreatives } from '@edgesweep/db/queries/record/finish-creatives.ts'
import type { RunCounts } from '../../claim/ends.ts'
import { judgeError } from '../../claim/judge-error.ts'
import type { Pipeline } from '../../claim/pipeline.ts'
import { type BriefRunOptions, runBriefly } from '../../claim/run-briefly.ts'
import type { FileWakes } from '../../context.ts'
import { type CreativeContext, type CreativeRecord, fetchCreative } from './fetch-creative.ts'

/** Fetches and reads ad creatives. Their media become file tasks, written in the same statement as the results. */
export const creativePipeline: Pipeline<CreativeContext, CreativeRecord, CreativeReading> = {
  name: 'creatives',
  retry: { maxAttempts: 5, retrySeconds: 5 },
  process: fetchCreative,
  judge: judgeError,
  finish: finishCreatives,
}

/**
 * Fetches due ad creatives until none is due or the time is up. Notifies the file workers as soon as creatives with media are
 * recorded.
 */
export function runCreatives(ctx: CreativeContext & FileWakes, options: BriefRunOptions): Promise<RunCounts> {
  const finish: typeof creativePipeline.finish = async (db, finished) => {
    const ended = await creativePipeline.finish(db, finished)
    if (finished.some(({ media }) => media.length > 0)) await wakeFiles(ctx)
    return ended
  }
  return runBriefly(ctx, { ...creativePipeline, finish }, options)
}

/** A failed wake-up loses nothing: the scheduler finds the tasks. */
const wakeFiles = ({ wakes, log }: CreativeContext & FileWakes): Promise<void> =>
  wakes.files().catch((error) => log.warn('file.wake_failed', { pipeline: 'creatives', error: String(error) }))
