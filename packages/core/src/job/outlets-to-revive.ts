import type { Context } from '../context.ts'
import type { Revival } from './job-state.ts'
import type { SweepSpec } from './kinds/sweep/sweep-kind.ts'
import { runsAgain } from './revive-items.ts'

const pageSize = 1_000

/** The outlets of a sweep's ended job of which an item would run again. */
export async function outletsToRevive(
  { jobs }: Pick<Context, 'jobs'>,
  jobId: string,
  { outlet_ids: outletIds }: SweepSpec,
  which: Revival,
): Promise<string[]> {
  const found = new Set<string>()
  for (let from = 0; ; ) {
    const items = (await jobs.results(jobId, from, pageSize))?.items ?? []
    // The plan of a sweep has the scans of all outlets, then their extractions.
    for (const { index, status } of items) if (runsAgain(status, which)) found.add(outletIds[index % outletIds.length]!)
    if (items.length === 0) return [...found]
    from += items.length
  }
}
