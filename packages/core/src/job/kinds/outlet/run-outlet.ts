import { releaseSweepOutlet } from '@edgesweep/db/queries/sweep/release-outlet.ts'
import { extractOutlet } from '../../../outlet/extract-outlet.ts'
import { readFreshOutlet } from '../../../outlet/fresh-outlet.ts'
import { noteLook } from '../../../outlet/note-look.ts'
import { scanOutlet } from '../../../outlet/scan-outlet.ts'
import type { RunItem } from '../item-runner.ts'
import type { OutletWork } from './plan-outlets.ts'

/** Scans or extracts an outlet, and notes on it how that ended. The result has counts only: a sweep has thousands of items. */
const visitOutlet: RunItem<OutletWork> = (ctx, { job, lane, usage }, work) =>
  noteLook(ctx, { outletId: work.outletId, step: work.type }, async () =>
    work.type === 'scan'
      ? scanOutlet(ctx, work, lane, usage)
      : extractOutlet(ctx, work, { job, files: work.files }, lane, usage),
  )

/**
 * Scans or extracts an outlet of a sweep. An extracted outlet is free for its next start at once, since others may keep the sweep for long. The end
 * of the sweep releases the outlets that failed, or that the database did not release here.
 */
export const sweepOutlet: RunItem<OutletWork> = async (ctx, run, work) => {
  const result = await visitOutlet(ctx, run, work)
  const { type, sweepId, outletId } = work
  if (type === 'extract' && sweepId !== null)
    await releaseSweepOutlet(ctx.db, { sweepId, outletId }).catch((error) => {
      ctx.log.warn('sweep.outlet_not_released', { sweepId, outletId, error: String(error) })
    })
  return result
}

/** Scans or extracts an outlet, and reads its state as it is stored afterwards. */
export const runOutlet: RunItem<OutletWork> = async (ctx, run, work) => {
  const result = await visitOutlet(ctx, run, work)
  return result && { ...result, fresh: await readFreshOutlet(ctx, work) }
}
