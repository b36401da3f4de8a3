import type { RunCounts } from '../../claim/ends.ts'
import { type BriefRunOptions, runBriefly } from '../../claim/run-briefly.ts'
import type { FileWakes } from '../../context.ts'
import { creativePipeline } from './creative-pipeline.ts'
import type { CreativeContext } from './fetch-creative.ts'

/**
 * Fetches the ad creatives that are due, until none is or the time is up. Whoever fetches files is told of what they show as soon as
 * that is recorded.
 */
export function runCreatives(ctx: CreativeContext & FileWakes, options: BriefRunOptions): Promise<RunCounts> {
  const finish: typeof creativePipeline.finish = async (db, finished) => {
    const ended = await creativePipeline.finish(db, finished)
    if (finished.some(({ media }) => media.length > 0)) await wakeFiles(ctx)
    return ended
  }
  return runBriefly(ctx, { ...creativePipeline, finish }, options)
}

/** The tasks are what counts: the clock finds them if nobody is told. */
const wakeFiles = ({ wakes, log }: CreativeContext & FileWakes): Promise<void> =>
  wakes.files().catch((error) => log.warn('file.wake_failed', { pipeline: 'creatives', error: String(error) }))
