import type { Context } from '../context.ts'
import type { ItemResult } from './job-port.ts'
import { isItemEnded } from './job-state.ts'

/** How far a sweep got with an outlet. `offline`: scanned, and there was nothing to extract. */
export const outletVerdicts = ['extracted', 'offline', 'scanned', 'not_reached'] as const

/** An outlet of a sweep. */
export interface SweptOutlet {
  outletId: string
  /** Null while the sweep works on it. */
  verdict: (typeof outletVerdicts)[number] | null
  /** Why the sweep got no further with the outlet, or what it waits for. */
  reason: string | null
}

/**
 * The outlets of a sweep's job from place `from` on, at most `limit`. `next` is the place after them; null: there are no more. Null when the job has
 * not begun, or its results have expired.
 */
export async function readSweptOutlets(
  { jobs }: Pick<Context, 'jobs'>,
  jobId: string,
  from: number,
  limit: number,
): Promise<{ outlets: SweptOutlet[]; next: number | null } | null> {
  const scans = await jobs.results(jobId, from, limit)
  if (scans?.job.spec.kind !== 'sweep') return null
  const { outlet_ids: outletIds } = scans.job.spec
  // The plan of a sweep has the scans of all outlets, then their extractions.
  const extractions = await jobs.results(jobId, outletIds.length + from, limit)
  if (!extractions) return null
  const waits = new Map(extractions.job.waits.map(({ index, reason }) => [index, reason]))
  const outlets = outletIds.slice(from, from + limit).flatMap((outletId, n): SweptOutlet[] => {
    const [scan, extraction] = [scans.items[n], extractions.items[n]]
    if (!scan || !extraction) return []
    const wait = waits.get(scan.index) ?? waits.get(extraction.index)
    return [{ outletId, verdict: verdictOf(scan, extraction), reason: scan.error ?? extraction.error ?? wait ?? null }]
  })
  const end = from + outlets.length
  return { outlets, next: outlets.length > 0 && end < outletIds.length ? end : null }
}

function verdictOf(scan: ItemResult, extraction: ItemResult): SweptOutlet['verdict'] {
  if (!isItemEnded(extraction.status)) return null
  if (extraction.status === 'completed') return 'extracted'
  if (scan.status !== 'completed') return 'not_reached'
  return extraction.status === 'skipped' ? 'offline' : 'scanned'
}
