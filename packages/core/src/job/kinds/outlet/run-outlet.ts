import { extractOutlet } from '../../../outlet/extract-outlet.ts'
import { readFreshOutlet } from '../../../outlet/fresh-outlet.ts'
import { scanOutlet } from '../../../outlet/scan-outlet.ts'
import type { RunItem } from '../item-runner.ts'
import type { OutletWork } from './plan-outlets.ts'

/** Scans or extracts an outlet. The result has counts only: a sweep has thousands of items. */
export const visitOutlet: RunItem<OutletWork> = async (ctx, { job, lane, usage }, work) =>
  work.type === 'scan'
    ? scanOutlet(ctx, work, lane, usage)
    : extractOutlet(ctx, work, { job, files: work.files }, lane, usage)

/** Scans or extracts an outlet, and reads its state as it is stored afterwards. */
export const runOutlet: RunItem<OutletWork> = async (ctx, run, work) => {
  const result = await visitOutlet(ctx, run, work)
  return result && { ...result, fresh: await readFreshOutlet(ctx, work) }
}
